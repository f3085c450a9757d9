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
    match fs::create_dir_all(&out).and_then(|()| fs::write(out.join("units.bin"), units)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("units.bin: {error}");
            ExitCode::FAILURE
        }
    }
}
