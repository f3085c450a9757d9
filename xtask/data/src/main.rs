//! Data files of the build that library code makes: `xtask-data TABLES_DIRECTORY PROCEDURES_DIRECTORY OUTPUT_DIRECTORY`.
//!
//! A program of its own, so that `cargo xtask` itself compiles (and can say what is wrong) while the library does not.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};
use troly::definition::packed::published;

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1).map(PathBuf::from);
    let (Some(tables), Some(definitions), Some(out)) = (args.next(), args.next(), args.next()) else {
        eprintln!("usage: xtask-data TABLES_DIRECTORY PROCEDURES_DIRECTORY OUTPUT_DIRECTORY");
        return ExitCode::FAILURE;
    };
    let units = match troly::address::build::build(|name| fs::read_to_string(tables.join(name)).ok()) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("units.bin: {error:?}");
            return ExitCode::FAILURE;
        }
    };
    let mut files = vec![
        ("units.bin".to_owned(), units),
        ("texts-vi.txt".to_owned(), troly::i18n::catalogue("vi").into_bytes()),
        ("texts-en.txt".to_owned(), troly::i18n::catalogue("en").into_bytes()),
    ];
    match procedures(&definitions) {
        Ok(procedures) => files.extend(procedures),
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    }
    for (name, bytes) in files {
        let to = out.join(&name);
        let made = fs::create_dir_all(to.parent().unwrap_or(&out)).and_then(|()| fs::write(&to, bytes));
        if let Err(error) = made {
            eprintln!("{name}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Each definition as it is published.
fn procedures(dir: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut files = Vec::new();
    let said = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    for entry in fs::read_dir(dir).map_err(|e| said(dir, &e))? {
        let path = entry.map_err(|e| said(dir, &e))?.path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(".json")) else {
            continue;
        };
        let text = fs::read_to_string(&path).map_err(|e| said(&path, &e))?;
        let made = published(name, &text).map_err(|all| {
            let first = all.first().map(|d| format!("{} {}", d.code.code(), d.pointer));
            said(&path, &first.unwrap_or_default())
        })?;
        files.extend(made.map(|(name, text)| (format!("procedures/{name}"), text.into_bytes())));
    }
    Ok(files)
}
