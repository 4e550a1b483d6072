//! Every vertical: one file each, and one line here.

pub mod answers;
pub mod appointing;
pub mod corrective;
pub mod credentialing;
pub mod enrolling;
pub mod evaluating;
pub mod facilities;
pub mod filing;
pub mod grants;
pub mod identifying;
pub mod meeting;
pub mod membership;
pub mod privileging;
pub mod providers;
pub mod special;
pub mod standards;
pub mod standing;
pub mod supervising;
pub mod verifying;
mod voting;

use crate::vertical::{Question, Step, Vertical, Word, Words};

/// Every vertical, in the order of the vocabulary.
pub static ALL: &[&Vertical] = &[
    &providers::VERTICAL,
    &identifying::VERTICAL,
    &verifying::VERTICAL,
    &credentialing::VERTICAL,
    &filing::VERTICAL,
    &appointing::VERTICAL,
    &membership::VERTICAL,
    &privileging::VERTICAL,
    &special::temporary::VERTICAL,
    &special::proxy::VERTICAL,
    &special::emergency::VERTICAL,
    &special::contract::VERTICAL,
    &special::VERTICAL,
    &supervising::VERTICAL,
    &grants::VERTICAL,
    &evaluating::VERTICAL,
    &corrective::VERTICAL,
    &meeting::VERTICAL,
    &facilities::VERTICAL,
    &standards::VERTICAL,
    &enrolling::VERTICAL,
    &standing::VERTICAL,
    &answers::VERTICAL,
];

/// Every word that does something, with how it is read.
#[must_use]
pub fn steps() -> Vec<(&'static Word, &'static Words<dyn Step>)> {
    let all = ALL.iter().filter_map(|vertical| vertical.steps.as_ref());
    all.flat_map(|words| words.words.iter().map(move |word| (word, words))).collect()
}

/// Every word that asks something, with how it is read.
#[must_use]
pub fn questions() -> Vec<(&'static Word, &'static Words<dyn Question>)> {
    let all = ALL.iter().filter_map(|vertical| vertical.questions.as_ref());
    all.flat_map(|words| words.words.iter().map(move |word| (word, words))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_stands_twice() {
        let mut words: Vec<&str> = steps().iter().map(|(word, _)| word.word).collect();
        words.extend(questions().iter().map(|(word, _)| word.word));
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    /// The keys of every step and question are read first: a field of the same name would never be filled.
    #[test]
    fn no_field_is_called_as_a_key_of_every_step() {
        for entry in crate::vocabulary::entries() {
            for (key, _) in crate::schema::common(!entry.asks) {
                assert!(entry.fields.iter().all(|field| field.key != *key), "{}: {key}", entry.word);
            }
        }
    }

    #[test]
    fn the_commands_behind_a_word_are_in_the_tables_and_the_default_actor_may_give_one() {
        for (word, _) in steps() {
            for (machine, commands) in word.commands {
                for command in *commands {
                    assert!(machine.commands().contains(command), "{}: {} {command}", word.word, machine.name);
                }
            }
            let by = word.by.unwrap();
            let mut rows = word.commands.iter().flat_map(|(machine, commands)| {
                machine.transitions.iter().filter(move |row| commands.contains(&row.command))
            });
            assert!(word.commands.is_empty() || rows.any(|row| row.by.contains(&by)), "{}: {by}", word.word);
        }
    }
}
