//! Data files of the build that library code makes: `xtask-data TABLES_DIRECTORY OUTPUT_DIRECTORY`.
//!
//! A program of its own, so that `cargo xtask` itself compiles (and can say what is wrong) while the library does not.

use std::{env, fs, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1).map(PathBuf::from);
    let (Some(tables), Some(out)) = (args.next(), args.next()) else {
        eprintln!("usage: xtask-data TABLES_DIRECTORY OUTPUT_DIRECTORY");
        return ExitCode::FAILURE;
    };
    let units = match troly::address::build::build(|name| fs::read_to_string(tables.join(name)).ok()) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("units.bin: {error:?}");
            return ExitCode::FAILURE;
        }
    };
    let files = [
        ("units.bin", units),
        ("texts-vi.txt", troly::i18n::catalogue("vi").into_bytes()),
        ("texts-en.txt", troly::i18n::catalogue("en").into_bytes()),
    ];
    for (name, bytes) in files {
        if let Err(error) = fs::create_dir_all(&out).and_then(|()| fs::write(out.join(name), bytes)) {
            eprintln!("{name}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
