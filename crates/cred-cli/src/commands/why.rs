//! `cred why`.

use clap::ValueEnum;
use cred_core::exercise::explanation::Explanation;
use cred_wire::{exit::Exit, explanation};

use super::asking::QuestionArgs;
use crate::{error::CliError, global::Global, output::Output, session};

/// Why may she, or why not: what decides, and nothing besides.
///
/// `short` has a line for each independent blocker, for somebody in a hurry; `full` has the proof with every id, citation and date; `json` has
/// the same with stable codes (docs/explanation.schema.json). Exit code 0 for yes, 3 for no, 4 for unknown (which never grants).
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    #[expect(missing_docs, reason = "flattened: a comment here would replace the help text")]
    pub question: QuestionArgs,
    /// The form; `json` is what `--json` gives.
    #[arg(long, value_enum, default_value_t = Form::Short)]
    form: Form,
}

/// The forms of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// A line for each blocker.
    Short,
    /// The whole proof.
    Full,
    /// For programs.
    Json,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Exit, CliError> {
    let app = session::read(global)?;
    let (records, answer) = args.question.ask(&app)?;
    let explained = Explanation::of(&records, &answer);
    match args.form {
        Form::Json => output.json(&explanation::Explanation::of(&records, &explained)),
        Form::Short | Form::Full => output.value(&explanation::Explanation::of(&records, &explained), |_| {
            if args.form == Form::Short { explained.short() } else { explained.full() }
        }),
    }
    Ok(Exit::from(answer.truth()))
}
