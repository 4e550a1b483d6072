//! The suite every engine must pass, on the engines of this crate.

mod memory {
    use cred_store::{MemoryStore, Store, conformance_tests};

    conformance_tests!(|| Box::new(MemoryStore::new()) as Box<dyn Store>);
}

mod sqlite {
    use std::{collections::VecDeque, path::PathBuf};

    use cred_store::{OpenMode, OpenOptions, SqliteStore, Store, conformance_tests};
    use tempfile::TempDir;

    /// Gives stores in one folder that goes away with the closure.
    fn fresh_files() -> impl FnMut() -> Box<dyn Store> {
        let folder: TempDir = tempfile::tempdir().unwrap();
        let names = (0..).map(|n| PathBuf::from(format!("{n}.cred")));
        let mut names: VecDeque<_> = names.take(8).collect();
        move || {
            let path = folder.path().join(names.pop_front().unwrap());
            Box::new(SqliteStore::open(path, OpenOptions::new(OpenMode::Create)).unwrap())
        }
    }

    conformance_tests!(fresh_files());
}
