//! Timing: every lane in turn, several rounds over, and the median of the rounds. What disturbs the machine for a while disturbs all lanes.

use std::time::Instant;

/// Something to be timed.
pub struct Lane<'l> {
    /// What it is.
    pub name: String,
    /// How many questions one pass answers.
    pub questions: usize,
    /// One pass.
    pub pass: Box<dyn FnMut() + 'l>,
}

impl std::fmt::Debug for Lane<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lane").field("name", &self.name).field("questions", &self.questions).finish_non_exhaustive()
    }
}

impl<'l> Lane<'l> {
    /// A lane over questions.
    pub fn new<A, R>(name: &str, asked: &'l [A], mut ask: impl FnMut(&A) -> R + 'l) -> Self {
        let pass = move || {
            for own in asked {
                std::hint::black_box(ask(std::hint::black_box(own)));
            }
        };
        Self { name: name.to_owned(), questions: asked.len(), pass: Box::new(pass) }
    }
}

/// The middle one; NaN of none.
#[must_use]
pub fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The nanoseconds of one question, each lane's median over the rounds after a first one that is not counted.
pub fn medians(lanes: &mut [Lane<'_>], rounds: usize) -> Vec<f64> {
    let mut taken: Vec<Vec<f64>> = vec![Vec::new(); lanes.len()];
    for round in 0..=rounds {
        for (lane, taken) in lanes.iter_mut().zip(&mut taken) {
            let begun = Instant::now();
            (lane.pass)();
            let nanos = begun.elapsed().as_nanos() as f64 / lane.questions.max(1) as f64;
            if round > 0 {
                taken.push(nanos);
            }
        }
    }
    taken.into_iter().map(median).collect()
}
