//! `cred pack simulate`.

use cred_app::{App, use_cases::adopting::Adopter};
use cred_wire::exit::Exit;
use serde_json::{Value, json};

use super::{AdoptionArgs, read_adoption};
use crate::{
    error::CliError,
    output::{Output, table},
};

pub(super) fn run(app: &App, adopter: &Adopter, args: &AdoptionArgs, output: &Output) -> Result<Exit, CliError> {
    let adoption = read_adoption(args, app.today(adopter)?)?;
    let effects = app.simulate(adopter, &adoption)?;
    let value: Vec<Value> = effects
        .iter()
        .map(|(name, own)| {
            json!({
                "affected": own.affected.word(), "provider": own.provider.to_string(), "name": name, "what": own.what,
                "from": own.from.to_rfc3339(), "before": own.before, "after": own.after,
            })
        })
        .collect();
    output.value(&value, |_| {
        if effects.is_empty() {
            return format!(
                "{adopter}: {} from {} would change nothing that is known now",
                adoption.pack.id, adoption.from
            );
        }
        let row = |(name, own): &(String, cred_core::exercise::simulation::Effect)| {
            vec![
                own.affected.word().to_owned(),
                name.clone(),
                own.what.clone(),
                own.from.to_rfc3339(),
                own.before.clone(),
                own.after.clone(),
            ]
        };
        table(&["affects", "provider", "what", "from", "now", "then"], effects.iter().map(row).collect())
    });
    Ok(Exit::Yes)
}
