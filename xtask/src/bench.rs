//! `cargo xtask bench`: how long things take. It prints and judges nothing: a machine that others use as well would fail it.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{
    cmd::{Show, cargo, clean_env, must, root},
    dist, serve,
    setup::{self, WASM},
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
    copy(&dist, &site)?;
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

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)?.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// `src/bin/bench.rs` as the released module is built: the same profile, wasm-bindgen, wasm-opt.
fn core(to: &Path) -> Result<()> {
    let (wasm, tools) = (setup::wasm()?, setup::npm_tools()?);
    let mut c = wasm.cargo();
    c.env("CARGO_ENCODED_RUSTFLAGS", dist::wasm_flags()).env_remove("RUSTFLAGS");
    c.args(["build", "--locked", "--package", "troly", "--bin", "bench", "--target", WASM, "--profile", "release"]);
    c.args(["--no-default-features", "--features", "bench", "--target-dir"]).arg(wasm.target_dir());
    must("compiling the core for WebAssembly", &mut c, Show::All, None)?;
    let bound = root().join("target/bindgen/bench");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(wasm.target_dir().join(WASM).join("release/bench.wasm"))
        .out_name("core")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .generate(&bound)
        .context("wasm-bindgen cannot read the core")?;
    fs::write(to.join("core.wasm"), dist::optimise(&tools, &bound.join("core_bg.wasm"), "core")?)?;
    fs::copy(bound.join("core.js"), to.join("core.js"))?;
    Ok(())
}
