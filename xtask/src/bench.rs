//! `cargo xtask bench`: how long things take. It prints and judges nothing: a machine that others use as well would fail it.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{
    cmd::{Show, cargo, clean_env, must, root, say},
    dist, serve, setup,
};

/// The native benchmarks.
pub fn native() -> Result<()> {
    let mut c = cargo();
    c.args(["bench", "--locked", "--package", "troly"]);
    must("cargo bench", &mut c, Show::All, None).map(drop)
}

/// In Chromium, on what is in `dist/` (built if it is missing): `tests/e2e/bench.mjs`, for forms of these sizes.
pub fn browser(sizes: &[String]) -> Result<()> {
    let dist = root().join("dist");
    if !dist.join("index.html").is_file() {
        dist::build(dist::Options::default())?;
    }
    let chromium = setup::browser()?;
    // A copy, so that the pages of the benchmark are in nobody's release
    let site = root().join("target/bench-site");
    let _ = fs::remove_dir_all(&site);
    for path in dist::files(&dist)? {
        let target = site.join(path.strip_prefix(&dist)?);
        fs::create_dir_all(target.parent().unwrap_or(&site))?;
        fs::copy(path, target)?;
    }
    fs::create_dir_all(site.join("bench"))?;
    core(&site.join("bench"))?;
    let units = fs::read_dir(dist.join("troly"))?.flatten().map(|e| e.path()).find(|p| {
        p.extension().is_some_and(|e| e == "bin")
            && p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("units-"))
    });
    fs::copy(units.context("dist/ has no list of administrative units")?, site.join("bench/units.bin"))?;
    let server = serve::start_in(site.clone(), 0)?;
    let mut node = Command::new("node");
    clean_env(&mut node);
    node.current_dir(root())
        .env("TROLY_URL", &server.url)
        .env("TROLY_CHROMIUM", chromium)
        .env("TROLY_BENCH_SITE", &site)
        .arg("tests/e2e/bench.mjs")
        .args(sizes);
    must("the benchmark in Chromium", &mut node, Show::All, None).map(drop)
}

/// How long the vault takes, in Chromium on what is in `dist/`: `tests/e2e/vault-bench.mjs`.
pub fn vault() -> Result<()> {
    let chromium = setup::browser()?;
    let server = serve::start(0)?;
    let mut node = Command::new("node");
    clean_env(&mut node);
    node.current_dir(root()).env("TROLY_URL", &server.url).env("TROLY_CHROMIUM", chromium);
    must("the vault in Chromium", node.arg("tests/e2e/vault-bench.mjs"), Show::All, None).map(drop)
}

/// How the core's work grows with the form, in the released wasm, beside ajv in the same process: `tests/e2e/curve.mjs`, which
/// writes `docs/bench.md`.
pub fn curve() -> Result<()> {
    let site = root().join("target/bench-curve");
    fs::create_dir_all(&site)?;
    core(&site)?;
    let mut c = cargo();
    c.args(["build", "--quiet", "--locked", "--package", "troly", "--bin", "troly"]);
    must("cargo build", &mut c, Show::All, None)?;
    setup::browser()?; // with the packages of the end-to-end tests, ajv among them
    let mut node = Command::new("node");
    clean_env(&mut node);
    node.current_dir(root()).env("TROLY_BENCH_SITE", &site).arg("tests/e2e/curve.mjs");
    must("the curve", &mut node, Show::All, None).map(drop)
}

/// How fast and how well addresses are converted, beside other converters on the same inputs; writes `docs/address.md`.
pub fn address() -> Result<()> {
    let site = root().join("target/bench-address");
    fs::create_dir_all(&site)?;
    // For speed, as a server would build it; without the linker's whole-program pass, which takes minutes
    let mut c = cargo();
    c.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3").env("CARGO_PROFILE_RELEASE_LTO", "off");
    c.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1").env("CARGO_PROFILE_RELEASE_PANIC", "unwind");
    c.args(["run", "--quiet", "--locked", "--package", "troly", "--release", "--example", "address_bench"]);
    c.arg("--target-dir").arg(site.join("native")).arg("--").arg(&site);
    say("natively");
    must("the conversions natively", &mut c, Show::All, None)?;
    core(&site)?;
    say("in wasm");
    let mut node = Command::new("node");
    clean_env(&mut node);
    node.current_dir(root()).arg("tests/address-bench/wasm.mjs").arg(&site);
    must("the conversions in wasm", &mut node, Show::All, None)?;
    let python = site.join("venv/bin/python");
    if !python.is_file() {
        must("python3 -m venv", Command::new("python3").args(["-m", "venv"]).arg(site.join("venv")), Show::All, None)?;
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    pip.current_dir(root()).arg("tests/address-bench/requirements.txt");
    must("the other converters from PyPI", &mut pip, Show::All, None)?;
    say("by the others");
    let mut peers = Command::new(&python);
    clean_env(&mut peers);
    peers.current_dir(root()).arg("tests/address-bench/peers.py").arg(&site);
    must("the other converters", &mut peers, Show::All, None)?;
    let mut node = Command::new("node");
    clean_env(&mut node);
    node.current_dir(root()).arg("tests/address-bench/report.mjs").arg(&site);
    must("docs/address.md", &mut node, Show::All, None).map(drop)
}

/// The core without the interface, built as the released module is.
const CORE: dist::Module = dist::Module {
    bin: "bench",
    js: "core.js",
    wasm: "core.wasm",
    profile: "release",
    features: &["--no-default-features", "--features", "bench"],
    split: false,
};

fn core(to: &Path) -> Result<()> {
    dist::alone(&setup::wasm()?, &CORE, to)
}
