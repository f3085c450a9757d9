//! `cargo xtask fuzz`: one libFuzzer target for each parser.
//!
//! What cargo-fuzz adds to an ordinary build are a few compiler flags, all of them stable but for the sanitizers, and a
//! crate that forbids `unsafe` gains nothing from those. So this needs the ordinary compiler and a C++ one, no more.
//! CI does not search; it replays what was once found, as ordinary tests. `cargo fuzz` works on the same directory.

use std::{env, fs, process::Command};

use anyhow::{Context, Result, bail};

use crate::cmd::{Show, cargo, must, root, run, say, which};

/// Coverage feedback for libFuzzer, and the checks that release builds leave out.
const FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cdebug-assertions",
    "-Coverflow-checks",
    "-Ccodegen-units=1",
];

/// Seeds that lie elsewhere: measured on definitions, random bytes alone came to 927 edges in four minutes.
const FIXTURES: &[(&str, &[&str])] = &[
    (
        "definition",
        &["tests/fixtures/hostile-definitions", "tests/fixtures/definitions", "tests/fixtures/lint", "procedures"],
    ),
    ("import", &["tests/fixtures/import"]),
    ("json", &["tests/fixtures/hostile-definitions", "tests/fixtures/import"]),
    ("credential", &["tests/fixtures/sd-jwt/accepted", "tests/fixtures/sd-jwt/hostile", "tests/fixtures/sd-jwt"]),
    ("data", &["tests/fixtures/dossiers"]),
    ("dossier", &["tests/fixtures/dossiers"]),
];

/// Most bytes of an input made from those.
const LONGEST: usize = 60_000;

/// Everything below this line of fuzz/Cargo.toml is written by `cargo xtask fuzz`.
const MARK: &str = "# Written by `cargo xtask fuzz --list` from fuzz_targets/:\n";

/// The names of all targets: the files of fuzz/fuzz_targets/.
pub fn targets() -> Result<Vec<String>> {
    let dir = root().join("fuzz/fuzz_targets");
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let mut names: Vec<String> = fs::read_dir(dir)?
        .flatten()
        .filter_map(|e| e.file_name().to_string_lossy().strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    Ok(names)
}

fn wanted_manifest() -> Result<(String, String)> {
    let path = root().join("fuzz/Cargo.toml");
    let now = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let head = now.split(MARK).next().unwrap_or_default();
    let mut wanted = format!("{head}{MARK}");
    for name in targets()? {
        wanted += &format!(
            "\n[[bin]]\nname = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"\ntest = false\ndoc = false\nbench = false\n"
        );
    }
    Ok((now, wanted))
}

/// Targets that the manifest does not list, or lists without a file.
pub fn problems() -> Result<Vec<String>> {
    if targets()?.is_empty() {
        return Ok(Vec::new());
    }
    let (now, wanted) = wanted_manifest()?;
    Ok(if now == wanted {
        Vec::new()
    } else {
        vec![
            "fuzz/Cargo.toml does not list exactly the files of fuzz/fuzz_targets/; `cargo xtask fuzz --list` mends it"
                .to_owned(),
        ]
    })
}

/// Writes the list of targets into the manifest and prints it.
pub fn list() -> Result<()> {
    let (now, wanted) = wanted_manifest()?;
    if now != wanted {
        fs::write(root().join("fuzz/Cargo.toml"), wanted)?;
        say("fuzz/Cargo.toml now lists these targets");
    }
    for name in targets()? {
        println!("{name}");
    }
    Ok(())
}

/// Fuzzes one target, or all in turn, each for so many seconds.
pub fn run_targets(target: Option<&str>, seconds: u64) -> Result<()> {
    let all = targets()?;
    let chosen: Vec<String> = match target {
        None => all,
        Some(name) if all.iter().any(|t| t == name) => vec![name.to_owned()],
        Some(name) => bail!("there is no fuzz target {name}; there are: {}", all.join(", ")),
    };
    if chosen.is_empty() {
        bail!("there is no file in fuzz/fuzz_targets/");
    }
    list()?;
    if ["c++", "g++", "clang++"].iter().all(|cxx| which(cxx).is_none()) && env::var_os("CXX").is_none() {
        bail!("libFuzzer is written in C++ and needs a compiler for it (Debian: apt-get install g++)");
    }
    let fuzz = root().join("fuzz");
    let host = crate::cmd::host_triple()?;
    for name in chosen {
        // With a target named, the flags stay away from build scripts and macros
        let mut build = cargo();
        build.current_dir(&fuzz).env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}")).env_remove("RUSTFLAGS");
        build.args(["build", "--release", "--target", &host, "--target-dir", "target", "--bin", &name]);
        must(&format!("building the fuzz target {name}"), &mut build, Show::All, None)?;
        let (corpus, artifacts) = (fuzz.join("corpus").join(&name), fuzz.join("artifacts").join(&name));
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&artifacts)?;
        say(format_args!("fuzzing {name} for {seconds} s"));
        let mut c = Command::new(fuzz.join("target").join(&host).join("release").join(&name));
        c.current_dir(&fuzz).arg(&corpus);
        // Seeds that the project keeps: real inputs, which random bytes would take hours to come near
        let seeds = fuzz.join("seeds").join(&name);
        if seeds.is_dir() {
            c.arg(seeds);
        }
        let real = FIXTURES.iter().find(|(target, _)| *target == name).map_or(&[][..], |(_, folders)| folders);
        c.args(real.iter().map(|folder| root().join(folder)));
        // A parser that takes seconds for a few kilobytes hangs a phone: libFuzzer reports that like a crash
        c.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={}/", artifacts.display()));
        let longest = if real.is_empty() { 4_096 } else { LONGEST };
        c.args(["-timeout=5", &format!("-max_len={longest}"), "-print_final_stats=1"]);
        let done = run(&format!("fuzzing {name}"), &mut c, Show::All, None)?;
        if !done.status.success() {
            bail!("{name} failed; the input is in fuzz/artifacts/{name}/. Make it a test before mending the cause.");
        }
    }
    Ok(())
}
