fn main() {
    for a in std::env::args().skip(1) {
        let r = cred_scenario::run_file(std::path::Path::new(&a));
        println!(
            "{:?} {} steps {} questions {} expectations\n{}",
            r.result,
            r.steps,
            r.questions,
            r.expectations,
            r.lines().join("\n")
        );
    }
}
