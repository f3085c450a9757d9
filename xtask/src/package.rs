//! `cargo xtask package NAME`: the packages for npm, from `packages/troly-NAME/` into `dist/troly-NAME/`.
//!
//! ```text
//! dist/troly-address/package.json, README.md, LICENSES/    with this workspace's version
//! dist/troly-address/index.js        the script, with wasm-bindgen's taken in
//! dist/troly-address/node.js         what Node begins with: the same, and files read from the disk
//! dist/troly-address/index.d.ts      the types
//! dist/troly-address/troly-address.wasm, units.bin
//! ```
//! `cargo xtask build` makes them too, with the rest of `dist/`. `tests/e2e/package.test.mjs` installs what `npm pack` makes of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    budget,
    cmd::{root, say},
    dist::{self, Module, Options},
    licences,
    setup::{self, NpmTools, Wasm},
};

/// Its folder in `packages/` and in `dist/`.
pub const ADDRESS: &str = "troly-address";

/// What the command calls it.
pub const ADDRESS_SHORT: &str = "address";

/// Its module. Many addresses are converted in one go while a person waits: speed before size.
pub const ADDRESS_MODULE: Module = Module {
    bin: "address",
    js: "address.js",
    wasm: "address.wasm",
    profile: "fast",
    features: &["--no-default-features"],
    split: false,
};

/// What the sources name and the build knows.
const VERSION_MARK: &str = "VERSION";
const SIZES_MARK: &str = "SIZES";
const NO_VERSION: &str = "0.0.0";

/// `cargo xtask package NAME`: one package alone, beside whatever is in `dist/`.
pub fn alone(name: &str) -> Result<()> {
    if name != ADDRESS_SHORT {
        bail!("no package {name}; there is {ADDRESS_SHORT}");
    }
    let (wasm, tools, options) = (setup::wasm()?, setup::npm_tools()?, Options::default());
    let small = wasm.has_std_source()?;
    dist::fetch(&wasm)?;
    dist::compile_module(&wasm, options, &ADDRESS_MODULE, small)?;
    let units = dist::units(options)?.context("there are no units")?;
    let new = root().join("target/package-new");
    let _ = fs::remove_dir_all(&new);
    address(&wasm, &tools, options, &units, &new.join(ADDRESS))?;
    dist::compress(&new)?;
    let to = root().join("dist").join(ADDRESS);
    let _ = fs::remove_dir_all(&to);
    fs::create_dir_all(root().join("dist"))?;
    fs::rename(new.join(ADDRESS), &to).context("cannot move the package into dist/")?;
    check_sizes(&root().join("dist"))?;
    say(format_args!("{} is ready; `npm pack` there makes what npm takes", to.display()));
    Ok(())
}

/// Writes the package `troly-address`, whose module has been compiled, into `to`.
pub fn address(wasm: &Wasm, tools: &NpmTools, options: Options, units: &[u8], to: &Path) -> Result<()> {
    let from = root().join("packages").join(ADDRESS);
    let read = |name: &str| fs::read_to_string(from.join(name)).with_context(|| format!("cannot read {name}"));
    fs::create_dir_all(to.join("LICENSES"))?;

    let (script, module) = dist::plain(wasm, tools, options, &ADDRESS_MODULE)?;
    // Beside the script that it takes in
    let index = script.with_file_name("index.js");
    let version = licences::version()?;
    fs::write(&index, read("index.js")?.replacen(VERSION_MARK, &version, 1))?;
    let index = dist::esbuild_file(tools, options, &index, true)?;
    // What its users see of it in their own tools
    let node = read("node.js")?;
    fs::write(to.join("index.js"), &index)?;
    fs::write(to.join("node.js"), node)?;
    fs::write(to.join("index.d.ts"), read("index.d.ts")?)?;
    fs::write(to.join("troly-address.wasm"), &module)?;
    fs::write(to.join("units.bin"), units)?;

    // As text: the order of `exports` has a meaning
    let package = read("package.json")?;
    if !package.contains(NO_VERSION) {
        bail!("packages/{ADDRESS}/package.json has no version to fill in");
    }
    fs::write(to.join("package.json"), package.replacen(NO_VERSION, &version, 1))?;
    let kb = |bytes: &[u8]| Ok::<_, anyhow::Error>(dist::brotli_of(bytes)?.len().div_ceil(1024));
    let sizes = if options.dev {
        String::from("—")
    } else {
        format!("mô-đun {} KB, mã {} KB, dữ liệu {} KB", kb(&module)?, kb(&index)?, kb(units)?)
    };
    fs::write(to.join("README.md"), read("README.md")?.replacen(SIZES_MARK, &sizes, 1))?;

    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(root().join(licence), to.join("LICENSES").join(licence))?;
    }
    fs::write(to.join("LICENSES/DATA.md"), read("DATA.md")?)?;
    if !options.dev {
        let crates = licences::notices(ADDRESS_MODULE.features, ADDRESS_CRATES, "troly-address.wasm")?;
        fs::write(to.join("LICENSES/third-party.txt"), crates)?;
    }
    Ok(())
}

/// The dependencies that [`ADDRESS_MODULE`] links; with them comes what they depend on.
const ADDRESS_CRATES: &[&str] = &["js-sys", "serde", "serde_json", "wasm-bindgen"];

/// Holds the package in `dist` against its budgets.
pub fn check_sizes(dist: &Path) -> Result<()> {
    let size = |name: &str| -> Result<u64> {
        let path: PathBuf = dist.join(ADDRESS).join(format!("{name}.br"));
        Ok(fs::metadata(&path).with_context(|| format!("{} is missing", path.display()))?.len())
    };
    let (code, data) = (size("troly-address.wasm")? + size("index.js")?, size("units.bin")?);
    let kb = |bytes: u64| bytes as f64 / 1024.0;
    say(format_args!(
        "{ADDRESS}: code brotli {:.1} KB of {:.0} KB, data {:.1} KB of {:.0} KB",
        kb(code),
        kb(budget::ADDRESS_CODE),
        kb(data),
        kb(budget::ADDRESS_DATA)
    ));
    for (what, bytes, most) in [("code", code, budget::ADDRESS_CODE), ("data", data, budget::ADDRESS_DATA)] {
        if bytes > most {
            bail!("the {what} of {ADDRESS} is {bytes} bytes after brotli, its budget is {most} (xtask/src/budget.rs)");
        }
    }
    Ok(())
}
