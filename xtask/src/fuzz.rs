//! `cargo xtask fuzz`: one libFuzzer target for each parser. They need a nightly compiler and cargo-fuzz, so CI only
//! replays what they once found (as ordinary tests).

use std::{fs, process::Command};

use anyhow::{Context, Result, bail};

use crate::cmd::{Show, clean_toolchain_env, output, root, run, say, which};

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
    let nightly = |args: &[&str]| {
        let mut c = Command::new("cargo");
        clean_toolchain_env(&mut c);
        c.current_dir(root()).arg("+nightly").args(args);
        c
    };
    if which("rustup").is_none() || output(&mut nightly(&["--version"])).is_none() {
        bail!("fuzzing needs a nightly compiler: `rustup toolchain install nightly`");
    }
    if output(&mut nightly(&["fuzz", "--version"])).is_none() {
        bail!("fuzzing needs cargo-fuzz: `cargo install cargo-fuzz --locked`");
    }
    for name in chosen {
        say(format_args!("fuzzing {name} for {seconds} s"));
        let limit = format!("-max_total_time={seconds}");
        // A parser that takes a second on a kilobyte hangs a phone: libFuzzer reports it like a crash
        let mut c =
            nightly(&["fuzz", "run", &name, "--", &limit, "-timeout=5", "-max_len=4096", "-print_final_stats=1"]);
        let done = run(&format!("fuzzing {name}"), &mut c, Show::All, None)?;
        if !done.status.success() {
            bail!("{name} failed; the input is in fuzz/artifacts/{name}/. Make it a test before mending the cause.");
        }
    }
    Ok(())
}
