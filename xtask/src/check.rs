//! `cargo xtask test`: everything that CI checks, step by step, stopping at the first failure.

use std::{
    fs,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    cmd::{Done, Show, cargo, clean_env, root, run, say},
    dist, examples, licences, serve,
    setup::{self, WASM},
    tidy,
};

/// What the steps share.
#[derive(Default)]
struct State {
    wasm: Option<setup::Wasm>,
    passed: u64,
    failed: u64,
    /// Tests that were not run, by the runner's own count.
    skipped: u64,
}

impl State {
    fn wasm(&mut self) -> Result<&setup::Wasm> {
        if self.wasm.is_none() {
            self.wasm = Some(setup::wasm()?);
        }
        self.wasm.as_ref().context("set just above")
    }

    /// Runs a test runner, counts what it reports, and fails if it failed.
    fn tests(&mut self, what: &str, c: &mut Command, count: fn(&[String]) -> Counts) -> Result<()> {
        let done = run(what, c, Show::All, None)?;
        let counts = count(&done.lines);
        self.passed += counts.passed;
        self.failed += counts.failed;
        self.skipped += counts.skipped;
        if !done.status.success() {
            bail!("{what} failed ({})", done.status);
        }
        if counts.passed == 0 {
            bail!("{what} ran no test");
        }
        Ok(())
    }
}

#[derive(Debug, Default, PartialEq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`, once for each test binary.
fn count_cargo(lines: &[String]) -> Counts {
    let mut counts = Counts::default();
    for line in lines {
        let Some((_, rest)) = line.strip_prefix("test result: ").and_then(|l| l.split_once(". ")) else { continue };
        for part in rest.split(';') {
            let mut words = part.split_whitespace();
            let Some(n) = words.next().and_then(|n| n.parse::<u64>().ok()) else { continue };
            match words.next() {
                Some("passed") => counts.passed += n,
                Some("failed") => counts.failed += n,
                Some("ignored") => counts.skipped += n,
                _ => {}
            }
        }
    }
    counts
}

/// `ℹ pass 3` and its kin, at the end of node's report.
fn count_node(lines: &[String]) -> Counts {
    let last = |key: &str| {
        let found = lines
            .iter()
            .rev()
            .find_map(|l| l.trim_start_matches(['ℹ', '#', ' ']).strip_prefix(key)?.trim().parse::<u64>().ok());
        found.unwrap_or(0)
    };
    Counts {
        passed: last("pass "),
        failed: last("fail ") + last("cancelled "),
        skipped: last("skipped ") + last("todo "),
    }
}

/// One step: its name, what it is for, whether `--quick` runs it, and how.
struct Step {
    name: &'static str,
    about: &'static str,
    quick: bool,
    run: fn(&mut State) -> Result<()>,
}

/// Cheap ones first: who broke the formatting should not wait for the browser.
const STEPS: &[Step] = &[
    Step { name: "tidy", about: "the project's own rules about its files", quick: true, run: |_| tidy::check() },
    Step { name: "fmt", about: "cargo fmt", quick: true, run: fmt },
    Step { name: "licences", about: "licences of all dependencies", quick: true, run: |_| licences::check() },
    Step { name: "lint", about: "clippy, native", quick: true, run: lint },
    Step { name: "test", about: "unit, property, fixture and fuzz-regression tests, native", quick: true, run: test },
    Step { name: "xtask", about: "tests of xtask itself", quick: false, run: test_xtask },
    Step {
        name: "import",
        about: "the example forms that other projects ship on npm, imported",
        quick: false,
        run: |_| examples::check(),
    },
    Step { name: "lint-wasm", about: "clippy for WebAssembly", quick: false, run: lint_wasm },
    Step { name: "doc", about: "cargo doc, native and WebAssembly, without warnings", quick: false, run: doc },
    Step {
        name: "build",
        about: "the release build and its size budget",
        quick: false,
        run: |_| dist::build(dist::Options::default()),
    },
    Step {
        name: "e2e",
        about: "end-to-end tests in Chromium on the release build",
        quick: false,
        run: |state| e2e(state, &[]),
    },
];

/// The names and purposes of all steps, for the help text.
pub fn step_list() -> String {
    STEPS
        .iter()
        .map(|s| format!("      {:<12}{}{}\n", s.name, s.about, if s.quick { " (also with --quick)" } else { "" }))
        .collect()
}

/// Runs the steps that `only` names, or all of them; with `quick` the fast ones.
pub fn run_all(only: &[String], quick: bool) -> Result<()> {
    if let Some(unknown) = only.iter().find(|o| !STEPS.iter().any(|s| s.name == *o)) {
        bail!("unknown step {unknown}; the steps are:\n{}", step_list());
    }
    let steps: Vec<&Step> = STEPS
        .iter()
        .filter(|s| if only.is_empty() { s.quick || !quick } else { only.iter().any(|o| o == s.name) })
        .collect();
    let mut state = State::default();
    let mut times: Vec<(&str, Duration, bool)> = Vec::new();
    let start = Instant::now();
    let mut failure = None;
    for (i, step) in steps.iter().enumerate() {
        println!("\n=== {}/{} {}: {}", i + 1, steps.len(), step.name, step.about);
        let begun = Instant::now();
        let result = (step.run)(&mut state);
        times.push((step.name, begun.elapsed(), result.is_ok()));
        if let Err(e) = result {
            failure = Some(e.context(format!("step {} failed", step.name)));
            break;
        }
    }
    println!("\n=== summary");
    for (name, time, ok) in &times {
        println!("  {name:<12}{:>8.1} s  {}", time.as_secs_f64(), if *ok { "ok" } else { "FAILED" });
    }
    for step in &steps[times.len()..] {
        println!("  {:<12}{:>8}    not run", step.name, "");
    }
    println!("  {:<12}{:>8.1} s", "total", start.elapsed().as_secs_f64());
    if state.passed + state.failed > 0 {
        let skipped = if state.skipped > 0 { format!(", {} skipped", state.skipped) } else { String::new() };
        println!("{} passed, {} failed{skipped}", state.passed, state.failed);
    }
    match failure {
        None => Ok(()),
        Some(e) => Err(e),
    }
}

fn must(what: &str, c: &mut Command) -> Result<Done> {
    let done = run(what, c, Show::All, None)?;
    if !done.status.success() {
        bail!("{what} failed ({})", done.status);
    }
    Ok(done)
}

fn fmt(_: &mut State) -> Result<()> {
    must("cargo fmt", cargo().args(["fmt", "--all", "--check"])).context("`cargo fmt --all` mends this").map(drop)
}

fn lint(_: &mut State) -> Result<()> {
    must("cargo clippy", cargo().args(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]))
        .map(drop)
}

/// The same flags and directory as the build: what one has compiled the other need not.
fn like_the_build<'c>(c: &'c mut Command, wasm: &setup::Wasm) -> &'c mut Command {
    c.env("CARGO_TARGET_DIR", wasm.target_dir())
        .env("CARGO_ENCODED_RUSTFLAGS", dist::wasm_flags())
        .env_remove("RUSTFLAGS")
}

fn lint_wasm(state: &mut State) -> Result<()> {
    let wasm = state.wasm()?;
    let mut c = wasm.clippy()?;
    like_the_build(&mut c, wasm).args([
        "--locked",
        "--package",
        "troly",
        "--target",
        WASM,
        "--lib",
        "--bin",
        "element",
    ]);
    c.args([
        "--bin",
        "qr-worker",
        "--bin",
        "vault-worker",
        "--bin",
        "vault-vectors",
        "--bin",
        "playground",
        "--bin",
        "address",
        "--bin",
        "table",
    ]);
    c.args(["--features", "playground,vault", "--", "-D", "warnings"]);
    must("cargo clippy for WebAssembly", &mut c).map(drop)
}

fn test(state: &mut State) -> Result<()> {
    let mut c = cargo();
    c.args(["test", "--locked", "--workspace", "--exclude", "xtask", "--no-fail-fast"]);
    state.tests("cargo test", &mut c, count_cargo)
}

fn test_xtask(state: &mut State) -> Result<()> {
    // In the profile that it is already compiled in, as it runs
    let mut c = cargo();
    c.args(["test", "--locked", "--package", "xtask", "--profile", "dev"]);
    state.tests("cargo test of xtask", &mut c, count_cargo)
}

fn doc(state: &mut State) -> Result<()> {
    let mut native = cargo();
    native.env("RUSTDOCFLAGS", "-D warnings").args([
        "doc",
        "--locked",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]);
    must("cargo doc", &mut native)?;
    let wasm = state.wasm()?;
    let mut c = wasm.cargo();
    like_the_build(&mut c, wasm).env("RUSTDOCFLAGS", "-D warnings");
    c.args([
        "doc",
        "--locked",
        "--package",
        "troly",
        "--lib",
        "--no-deps",
        "--document-private-items",
        "--target",
        WASM,
    ]);
    must("cargo doc for WebAssembly", &mut c).map(drop)
}

/// The vault's vectors, compiled as its module is, and the test that runs them.
const VECTORS: dist::Module = dist::Module {
    bin: "vault-vectors",
    js: "vectors.js",
    wasm: "vectors.wasm",
    profile: "vault-worker",
    features: &["--no-default-features", "--features", "vault"],
    split: false,
};
const VECTORS_TEST: &str = "vault-formats.test.mjs";

fn e2e(state: &mut State, only: &[PathBuf]) -> Result<()> {
    let browser = setup::browser()?;
    let mut files: Vec<PathBuf> = only.to_vec();
    if files.is_empty() {
        files = fs::read_dir(root().join("tests/e2e"))?
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.to_string_lossy().ends_with(".test.mjs"))
            .collect();
        files.sort();
    }
    if !root().join("dist/index.html").is_file() {
        bail!("dist/ has no index.html; run `cargo xtask build` first");
    }
    let mut node = Command::new("node");
    clean_env(&mut node);
    if files.iter().any(|f| f.ends_with(VECTORS_TEST)) {
        let to = root().join("target/vault-vectors");
        dist::alone(state.wasm()?, &VECTORS, &to)?;
        node.env("TROLY_VECTORS", to);
    }
    let server = serve::start(0)?;
    say(format_args!("serving dist/ at {} for the tests", server.url));
    // One file at a time: two browsers on two cores make each other's time limits wrong
    node.current_dir(root()).env("TROLY_URL", &server.url).env("TROLY_CHROMIUM", browser);
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]).args(files);
    state.tests("the end-to-end tests", &mut node, count_node)
}

/// `cargo xtask e2e [FILE…]`: the end-to-end tests alone, on whatever is in `dist/`.
pub fn run_e2e(files: &[String]) -> Result<()> {
    let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
    e2e(&mut State::default(), &files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn counts_are_those_that_the_runners_report() {
        let cargo = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s\n\
            test a ... ok\ntest result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(count_cargo(&lines(cargo)), Counts { passed: 14, failed: 1, skipped: 1 });
        let node = "✔ a (1ms)\nℹ tests 4\nℹ suites 0\nℹ pass 2\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\nℹ duration_ms 6";
        assert_eq!(count_node(&lines(node)), Counts { passed: 2, failed: 1, skipped: 1 });
        assert_eq!(count_node(&lines("# pass 5\n# fail 0")), Counts { passed: 5, failed: 0, skipped: 0 });
        assert_eq!(count_cargo(&lines("no such line")), Counts::default());
    }

    #[test]
    fn step_names_are_unique() {
        let mut names: Vec<_> = STEPS.iter().map(|s| s.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), STEPS.len());
    }
}
