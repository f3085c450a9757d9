//! `cargo xtask build`: everything that a static host serves, in `dist/`.
//!
//! ```text
//! dist/index.html              the citizen's application (index.html at the root of the repository)
//! dist/portal/…                the demo portal (www/portal/)
//! dist/playground/…            the page for authors of definitions (www/playground/)
//! dist/troly/troly.js          the one stable name that a page includes; all below is named by its content
//! dist/troly/late-*-HASH.wasm  parts of element.wasm that are fetched when they are needed (`src/browser/late.rs`), by late-link-HASH.js
//! dist/troly/element-HASH.js, element-HASH.wasm, qr-HASH.js, qr-HASH.wasm, qr-worker-HASH.js, vault-HASH.js, vault-HASH.wasm, vault-worker-HASH.js, late-HASH.js, troly-HASH.css, troly-pages-HASH.css, units-HASH.bin,
//!     texts-vi-HASH.txt
//! dist/address/…               the page that converts tables of addresses (www/address/)
//! dist/troly/table-HASH.js, table-HASH.wasm, table-worker-HASH.js   what only that page loads
//! dist/troly/playground-HASH.js, playground-HASH.wasm, playground-worker-HASH.js   what only that page loads
//! dist/troly/manifest.json     the same list for machines, with sizes and integrity
//! dist/procedures/ID.json      as published (`definition::packed`), with ID.en.json and ID.full.json; and index.json
//! dist/troly-address/          the npm package (`package`)
//! dist/third-party.txt         the notices of the crates that are linked into the modules
//! ```
//! Everything else in `www/` goes to the same place under `dist/`. Beside each file lie its `.br` and `.gz`.
//! The same sources give the same bytes in any directory.

use std::{
    collections::BTreeMap,
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    budget,
    cmd::{self, Show, log_file, must, root, say},
    licences, names, package,
    setup::{self, NpmTools, Wasm},
};

/// Replaced in `www/*.js` by the map from source names to content-hashed names.
const ASSETS_MARK: &str = "/*ASSETS*/";
/// Replaced in HTML by `<link>`s that fetch the module before the script asks for it.
const PRELOAD_MARK: &str = "<!--PRELOAD-->";

/// A script of `www/` that names other files. Every digest of them makes it larger, so it gets those that it asks for.
struct Script {
    /// Its path in `www/`.
    path: &'static str,
    fetches: &'static [&'static str],
    imports: &'static [&'static str],
}

const WORKER: Script = Script { path: "qr-worker.js", fetches: &["qr.wasm"], imports: &["qr.js"] };
const VAULT_WORKER: Script = Script { path: "vault-worker.js", fetches: &["vault.wasm"], imports: &["vault.js"] };
const PLAYGROUND_WORKER: Script =
    Script { path: "playground/worker.js", fetches: &["playground.wasm"], imports: &["playground.js"] };
const PLAYGROUND: Script =
    Script { path: "playground/playground.js", fetches: &[], imports: &["playground-worker.js"] };
const TABLE_WORKER: Script =
    Script { path: "address/worker.js", fetches: &["table.wasm", "units.bin"], imports: &["table.js"] };
const TABLE: Script = Script { path: "address/address.js", fetches: &[], imports: &["table-worker.js"] };
/// What the playground offers to begin with, beside `template.json` and the official procedures.
const PLAYGROUND_EXAMPLES: &[&str] = &["tests/fixtures/definitions/all-types.json"];
const LATE: Script = Script { path: "troly/late.js", fetches: &[], imports: &[] };
const ENTRY: Script = Script {
    path: "troly.js",
    fetches: &["element.wasm", "texts-vi.txt", "texts-en.txt", "troly.css", "troly-pages.css", "units.bin"],
    imports: &["element.js", "late.js", "qr-worker.js", "vault-worker.js"],
};

/// Style sheets of the element; the second comes with `late-pages.wasm`.
const SHEETS: &[&str] = &["troly.css", "troly-pages.css"];

/// What `procedures/index.json` says of each procedure: enough for a list to choose from.
const INDEXED: &[&str] = &["id", "version", "title", "formName", "formNumber", "agency", "effectiveFrom", "checkedOn"];

/// One wasm module.
pub struct Module {
    /// Cargo's binary target.
    pub bin: &'static str,
    /// The names it gets in `dist/troly/`.
    pub js: &'static str,
    pub wasm: &'static str,
    /// Cargo's profile for the release; its features come with it.
    pub profile: &'static str,
    pub features: &'static [&'static str],
    /// Whether parts of it are split off, to be fetched when they are needed.
    pub split: bool,
}

const MODULES: &[Module] = &[
    Module { bin: "element", js: "element.js", wasm: "element.wasm", profile: "release", features: &[], split: true },
    Module {
        bin: "qr-worker",
        js: "qr.js",
        wasm: "qr.wasm",
        profile: "fast",
        features: &["--no-default-features"],
        split: false,
    },
    Module {
        bin: "vault-worker",
        js: "vault.js",
        wasm: "vault.wasm",
        profile: "vault-worker",
        features: &["--no-default-features", "--features", "vault"],
        split: false,
    },
    Module {
        bin: "table",
        js: "table.js",
        wasm: "table.wasm",
        profile: "fast",
        features: &["--no-default-features"],
        split: false,
    },
    Module {
        bin: "playground",
        js: "playground.js",
        wasm: "playground.wasm",
        profile: "release",
        features: &["--no-default-features", "--features", "playground"],
        split: false,
    },
];

/// What rustc's wasm32-unknown-unknown emits; wasm-opt needs to be told, and must not use more.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The custom section in which wasm-bindgen's macros leave what its generator reads.
const SECTION: &[u8] = b"__wasm_bindgen_unstable";

/// How to build.
#[derive(Clone, Copy, Default)]
pub struct Options {
    /// Fast to build, with debug assertions, not optimised, not compressed, no budget.
    pub dev: bool,
    /// Leave out what has no source yet instead of failing.
    pub allow_missing: bool,
}

/// A file of `dist/troly/` that other files name through the map.
struct Asset {
    /// Its name in sources: `element.wasm`.
    name: String,
    bytes: Vec<u8>,
}

impl Asset {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        Asset { name: name.to_owned(), bytes }
    }
}

/// Builds `dist/`.
pub fn build(options: Options) -> Result<()> {
    let start = Instant::now();
    let options = Options { allow_missing: options.allow_missing || options.dev, ..options };
    let wasm = setup::wasm()?;
    let tools = setup::npm_tools()?;
    let out = root().join("target/dist-new");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(out.join("troly"))?;

    // Asked once: where it is missing and cannot be had, asking takes minutes
    let small = !options.dev && wasm.has_std_source()?;
    compile(&wasm, options, small)?;
    compile_module(&wasm, options, &package::ADDRESS_MODULE, small)?;
    let mut map = AssetMap::default();
    for module in MODULES {
        bind(&wasm, &tools, options, module, &out, &mut map)?;
    }
    let www = root().join("www");
    for name in SHEETS {
        if let Some(css) = source(&www.join(name), options)? {
            map.add(&out, Asset::new(name, minify(&tools, options, &css, "css")?))?;
        }
    }
    for asset in native_data(options)? {
        if asset.name == UNITS {
            package::address(&wasm, &tools, options, &asset.bytes, &out.join(package::ADDRESS))?;
        }
        map.add(&out, asset)?;
    }
    // Workers name their modules, so they come after them; the entry names all others, so it comes last.
    for (name, one) in [
        ("qr-worker.js", WORKER),
        ("vault-worker.js", VAULT_WORKER),
        ("late.js", LATE),
        ("playground-worker.js", PLAYGROUND_WORKER),
        ("table-worker.js", TABLE_WORKER),
    ] {
        if let Some(bytes) = script(&tools, options, &www, &one, &map)? {
            map.add(&out, Asset::new(name, bytes))?;
        }
    }
    if let Some(bytes) = script(&tools, options, &www, &ENTRY, &map)? {
        fs::write(out.join("troly/troly.js"), bytes)?;
        map.files.insert("troly.js".to_owned(), ("troly.js".to_owned(), String::new()));
    }
    map.write_manifest(&out)?;

    copy_site(&www, &out, &tools, options, &map)?;
    if let Some(bytes) = script(&tools, options, &www, &PLAYGROUND, &map)? {
        fs::write(out.join(PLAYGROUND.path), bytes)?;
        for example in PLAYGROUND_EXAMPLES {
            let name = Path::new(example).file_name().context("an example has no name")?;
            fs::copy(root().join(example), out.join("playground").join(name))?;
        }
    }
    if let Some(bytes) = script(&tools, options, &www, &TABLE, &map)? {
        fs::write(out.join(TABLE.path), bytes)?;
    }
    if let Some(html) = source(&root().join("index.html"), options)? {
        fs::write(out.join("index.html"), page(&html, &map, "")?)?;
    }
    if !options.allow_missing && !out.join("portal/index.html").is_file() {
        bail!("www/portal/index.html is missing: the demo portal has no page");
    }
    procedures(&out, options)?;

    if !options.dev {
        fs::write(out.join("third-party.txt"), licences::notices(&[], &[], "The WebAssembly modules in troly/")?)?;
        compress(&out)?;
    }
    let dist = root().join("dist");
    let _ = fs::remove_dir_all(&dist);
    fs::rename(&out, &dist).context("cannot move the new build into dist/")?;
    say(format_args!(
        "built dist/ in {:.1} s{}",
        start.elapsed().as_secs_f64(),
        if options.dev { " (--dev: not optimised, not compressed)" } else { "" }
    ));
    if options.dev { Ok(()) } else { report(&dist, &map, small) }
}

/// Reads a source that must be there in the end. With `allow_missing` its absence is only said.
fn source(path: &Path, options: Options) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let name = path.strip_prefix(root()).unwrap_or(path).display().to_string();
            if options.allow_missing {
                say(format_args!("warning: {name} is missing; left out"));
                Ok(None)
            } else {
                bail!("{name} is missing (`--allow-missing` leaves out what has no source yet)")
            }
        }
        Err(e) => Err(e).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// The profile of a module and the directory that cargo gives it.
fn profile(options: Options, module: &Module) -> (&'static str, &'static str) {
    if options.dev { ("dev", "debug") } else { (module.profile, module.profile) }
}

/// Flags that keep the machine's paths out of the module, so that it is the same wherever it is built.
/// Panic messages carry the path of their source file.
pub fn wasm_flags() -> String {
    let mut flags = vec![format!("--remap-path-prefix={}=troly", root().display())];
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|h| h.join(".cargo")));
    if let Some(sources) = home.map(|h| h.join("registry/src")) {
        for dir in fs::read_dir(sources).into_iter().flatten().flatten() {
            flags.push(format!("--remap-path-prefix={}=crates", dir.path().display()));
        }
    }
    flags.join("\u{1f}")
}

/// Panics trap at once, without a message: the page throws it away in any case, since it may hold a citizen's value, and
/// sees the trap (`www/troly.js`). Measured on the element, before wasm-opt: 88 KB of code and 22 KB of data less.
/// Stable only in name: the flag needs `RUSTC_BOOTSTRAP`, and a standard library compiled with it.
const SMALL_FLAGS: [&str; 2] = ["-Zunstable-options", "-Cpanic=immediate-abort"];
const SMALL_STD: &[&str] = &["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

/// Crates must be on the disk before their directory can be renamed in messages: the first run would differ otherwise.
pub fn fetch(wasm: &Wasm) -> Result<()> {
    let mut fetch = wasm.cargo();
    fetch.args(["fetch", "--quiet", "--locked", "--target", setup::WASM]);
    must("cargo fetch", &mut fetch, Show::All, None).map(drop)
}

fn compile(wasm: &Wasm, options: Options, small: bool) -> Result<()> {
    say("compiling for WebAssembly");
    fetch(wasm)?;
    MODULES.iter().try_for_each(|module| compile_module(wasm, options, module, small))
}

/// Compiles one module; with `small` together with the standard library. [`compiled`] says where it is then.
pub fn compile_module(wasm: &Wasm, options: Options, module: &Module, small: bool) -> Result<()> {
    let mut c = wasm.cargo();
    let mut flags = wasm_flags();
    if small {
        c.env("RUSTC_BOOTSTRAP", "1");
        flags += &SMALL_FLAGS.map(|f| ["\u{1f}", f].concat()).concat();
    }
    c.env("CARGO_ENCODED_RUSTFLAGS", flags).env_remove("RUSTFLAGS");
    c.args(["rustc", "--locked", "--package", "troly", "--bin", module.bin, "--target", setup::WASM]);
    c.args(["--profile", profile(options, module).0])
        .args(module.features)
        .args(if small { SMALL_STD } else { &[] })
        .arg("--target-dir")
        .arg(wasm.target_dir());
    if module.split {
        // Where code names code and data: by this it can be taken apart
        c.args(["--", "-Clink-arg=--emit-relocs"]);
    }
    must(&format!("compiling {} for WebAssembly", module.bin), &mut c, Show::All, None).map(drop)
}

/// Where the compiler leaves a module.
fn compiled(wasm: &Wasm, options: Options, module: &Module) -> PathBuf {
    wasm.target_dir().join(setup::WASM).join(profile(options, module).1).join(format!("{}.wasm", module.bin))
}

/// wasm-bindgen for web pages: writes `NAME.js` and `NAME_bg.wasm` into `work`.
fn bindgen(options: Options, module: &Module, name: &str, bytes: Vec<u8>, work: &Path) -> Result<()> {
    wasm_bindgen_cli_support::Bindgen::new()
        .input_bytes(name, bytes)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .debug(options.dev)
        .keep_debug(options.dev)
        .remove_name_section(!options.dev)
        .remove_producers_section(true)
        // The default would look for NAME_bg.wasm beside the script; our callers pass the hashed name.
        .omit_default_module_path(true)
        // The late parts import the table of functions
        .keep_lld_exports(module.split)
        .generate_output()
        .with_context(|| format!("wasm-bindgen cannot read the module {name}"))?
        .emit(work)
}

/// A module that is in no release, made as those are, with its script in `to`.
pub fn alone(wasm: &Wasm, module: &Module, to: &Path) -> Result<()> {
    let (tools, options) = (setup::npm_tools()?, Options::default());
    compile_module(wasm, options, module, wasm.has_std_source()?)?;
    let name = module.wasm.trim_end_matches(".wasm");
    let bound = root().join("target/bindgen").join(module.bin);
    fs::create_dir_all(&bound)?;
    fs::create_dir_all(to)?;
    bindgen(options, module, name, fs::read(compiled(wasm, options, module))?, &bound)?;
    fs::write(to.join(module.wasm), optimise(&tools, &bound.join(format!("{name}_bg.wasm")), name)?)?;
    fs::copy(bound.join(module.js), to.join(module.js))?;
    Ok(())
}

/// A compiled module with its script, for a package: where the script is, and the module's bytes.
pub fn plain(wasm: &Wasm, tools: &NpmTools, options: Options, module: &Module) -> Result<(PathBuf, Vec<u8>)> {
    let name = module.wasm.trim_end_matches(".wasm");
    let work = root().join("target/bindgen").join(name);
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work)?;
    let input = compiled(wasm, options, module);
    let bytes = fs::read(&input).with_context(|| format!("cannot read {}", input.display()))?;
    bindgen(options, module, name, bytes, &work)?;
    let (js_path, wasm_path) = (work.join(module.js), work.join(format!("{name}_bg.wasm")));
    if options.dev {
        return Ok((js_path, fs::read(wasm_path)?));
    }
    let (js, bytes) = names::shorten(name, &fs::read_to_string(&js_path)?, &fs::read(&wasm_path)?, "")?;
    fs::write(&js_path, js)?;
    fs::write(&wasm_path, bytes)?;
    let small = optimise(tools, &wasm_path, name)?;
    Ok((js_path, small))
}

/// Splitter, wasm-bindgen, wasm-opt and minifier for one module: adds `NAME.js`, `NAME.wasm` and its late parts.
fn bind(
    wasm: &Wasm,
    tools: &NpmTools,
    options: Options,
    module: &Module,
    out: &Path,
    map: &mut AssetMap,
) -> Result<()> {
    let bin = module.bin;
    let name = module.wasm.trim_end_matches(".wasm");
    let input = compiled(wasm, options, module);
    let work = root().join("target/bindgen").join(name);
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work)?;
    let mut bytes = fs::read(&input).with_context(|| format!("cannot read {}", input.display()))?;
    if !bytes.windows(SECTION.len()).any(|w| w == SECTION) {
        if options.allow_missing {
            say(format_args!(
                "warning: the binary target {bin} does not use wasm-bindgen yet; {name}.js and {name}.wasm left out"
            ));
            return Ok(());
        }
        bail!("the binary target {bin} exports nothing through wasm-bindgen: there is nothing to load");
    }
    let parts = if module.split { split(name, &bytes, &work)? } else { Vec::new() };
    if module.split {
        bytes = fs::read(work.join(SPLIT_MAIN))?;
    }
    bindgen(options, module, name, bytes, &work)?;
    let js_path = work.join(format!("{name}.js"));
    let wasm_path = work.join(format!("{name}_bg.wasm"));
    if !options.dev {
        // The late parts take some exports through the loaders' script
        let link = if parts.is_empty() { String::new() } else { fs::read_to_string(work.join(SPLIT_LINK))? };
        let (js, bytes) = names::shorten(name, &fs::read_to_string(&js_path)?, &fs::read(&wasm_path)?, &link)?;
        fs::write(&js_path, js)?;
        fs::write(&wasm_path, bytes)?;
    }
    if module.split {
        fs::write(&js_path, fs::read_to_string(&js_path)? + END)?;
    }
    let small = |path: &Path, name: &str| if options.dev { Ok(fs::read(path)?) } else { optimise(tools, path, name) };
    map.add(out, Asset::new(module.wasm, small(&wasm_path, name)?))?;
    if !parts.is_empty() {
        // The loaders are written for files beside them under their first names
        let link_path = work.join(SPLIT_LINK);
        let mut link = fs::read_to_string(&link_path)?;
        for part in parts {
            let late = format!("late-{}", part.trim_start_matches("split_"));
            let bytes = small(&work.join(format!("{part}.wasm")), &late)?;
            let asset = format!("{late}.wasm");
            map.add(out, Asset { name: asset.clone(), bytes })?;
            let (file, integrity) = &map.files[&asset];
            let plain = format!("fetch(new URL(\"./{part}.wasm\", import.meta.url))");
            if !link.contains(&plain) {
                bail!("the loader of {part} does not look as expected: wasm_split_cli_support has changed");
            }
            let checked =
                format!("fetch(new URL(\"./{file}\", import.meta.url), {{ integrity: {} }})", json!(integrity));
            link = link.replace(&plain, &checked);
        }
        fs::write(&link_path, late_link(&link)?)?;
        map.add(out, Asset::new(LATE_LINK, esbuild_file(tools, options, &link_path, false)?))?;
        fs::write(&link_path, first_link(&link, &map.files[LATE_LINK].0))?;
    }
    map.add(out, Asset::new(module.js, esbuild_file(tools, options, &js_path, true)?))
}

/// Ends an instance: its memory is wiped, and whatever the browser still calls of it (timers, promises, finalizers) finds nothing and does
/// nothing. The address of a script keeps what it loaded for as long as the page lives, so nothing else would free it.
const END: &str = "
export function end() {
    const { memory } = wasm;
    const nothing = new Proxy(() => 0, { get: (_, key) => (typeof key === 'symbol' ? undefined : nothing) });
    wasm = wasmInstance = nothing;
    new Uint8Array(memory.buffer).fill(0);
}
";

/// What is left of a module, and the loaders of what was taken out of it.
const SPLIT_MAIN: &str = "main.wasm";
const SPLIT_LINK: &str = "split.js";

/// The loaders, fetched with the first late part: they carry a name and a digest for each part and for all that parts share, which
/// no compression makes smaller; 2.5 KB of the first load for thirty.
const LATE_LINK: &str = "late-link.js";
/// How a loader that the module imports begins.
const LOADER: &str = "export const __wasm_split_load_";
/// What they need of the module's own script: of the instance of it that asks, of which there may be several.
const LINK_IMPORT: &str = "import { initSync } from \"./element.js\";";

/// The script of the loaders as a function of that.
fn late_link(link: &str) -> Result<String> {
    if !link.contains(LINK_IMPORT) || loaders(link).is_empty() {
        bail!("the loaders do not look as expected: wasm_split_cli_support has changed");
    }
    let body = link.replace(LINK_IMPORT, "").replace(LOADER, "const __wasm_split_load_");
    let names = loaders(link).into_iter().map(|name| format!("{name}: __wasm_split_load_{name}")).collect::<Vec<_>>();
    Ok(format!("export function bind(initSync) {{\n{body}\nreturn {{ {} }};\n}}\n", names.join(", ")))
}

/// What stands in the module's script for them. A browser may remember that an address failed: the next try needs another.
fn first_link(link: &str, file: &str) -> String {
    let file = json!(format!("./{file}"));
    let load = loaders(link).into_iter().map(|name| format!("{LOADER}{name} = load(\"{name}\");\n"));
    format!(
        "{LINK_IMPORT}
let link, asked = 0;
const load = (name) => async (index, data) => {{
    const mine = link ??= import(new URL({file}, import.meta.url) + (asked++ ? `?r=${{asked}}` : \"\")).then((m) => m.bind(initSync));
    let loaders;
    try {{
        loaders = await mine;
    }} catch {{
        if (link === mine) link = undefined;
        initSync().__indirect_function_table.get(index)(data, false);
        return;
    }}
    loaders[name](index, data);
}};
{}",
        load.collect::<String>()
    )
}

/// Names of the parts that have one.
fn loaders(link: &str) -> Vec<&str> {
    link.split(LOADER).skip(1).filter_map(|rest| rest.split_once(' ')).map(|(name, _)| name).collect()
}

/// Takes the functions marked in `src/browser/late.rs`, with all code and data that only they need, out of a module.
/// Gives the names of the parts; several that share code get it as a part of its own.
fn split(name: &str, compiled: &[u8], work: &Path) -> Result<Vec<String>> {
    let main = work.join(SPLIT_MAIN);
    let (link_name, main_module) = (format!("./{SPLIT_LINK}"), format!("./{name}.js"));
    let mut options = wasm_split_cli_support::Options::new(compiled);
    options.output_dir = work;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let done =
        wasm_split_cli_support::transform(options).map_err(|e| anyhow::anyhow!("the module cannot be split: {e:?}"))?;
    let stem = |p: &PathBuf| p.file_stem().map(|s| s.to_string_lossy().into_owned());
    let mut parts: Vec<String> = done.split_modules.iter().filter_map(stem).collect();
    parts.sort();
    Ok(parts)
}

/// What wasm-opt may do. The lowest KB of memory is the far end of the stack (the linker puts it below all data), so no
/// address there is reached by way of a negative one, and offsets can move into the instructions: 0.9 KB less of the element
/// after brotli. Control flow that was taken apart and put together again, and another round or two: 1.3 KB less. Traps stay where they are: a panic is one.
const OPTIMISE: &[&str] = &[
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "-Oz",
    "--low-memory-unused",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// wasm-opt takes seconds, so its result is kept by the hash of what went in.
fn optimise(tools: &NpmTools, path: &Path, name: &str) -> Result<Vec<u8>> {
    let input = fs::read(path)?;
    let args = [OPTIMISE, WASM_FEATURES].concat();
    let mut hash = Sha256::new();
    hash.update(&input);
    hash.update(args.join(" "));
    hash.update(tools.key());
    let cache = root().join("target/wasm-opt");
    fs::create_dir_all(&cache)?;
    let cached = cache.join(format!("{name}-{}.wasm", hex(&hash.finalize(), 16)));
    if let Ok(bytes) = fs::read(&cached) {
        return Ok(bytes);
    }
    // Old results of this module are of no more use
    for old in
        fs::read_dir(&cache)?.flatten().filter(|e| e.file_name().to_string_lossy().starts_with(&format!("{name}-")))
    {
        let _ = fs::remove_file(old.path());
    }
    say(format_args!("wasm-opt -Oz on {name} ({} KB)", input.len() / 1024));
    let new = cache.join(format!("{name}.new"));
    let mut c = tools.wasm_opt();
    c.args(&args).arg(path).arg("-o").arg(&new);
    must("wasm-opt", &mut c, Show::Log(log_file("wasm-opt")), None)?;
    fs::rename(&new, &cached)?;
    Ok(fs::read(&cached)?)
}

pub fn esbuild_file(tools: &NpmTools, options: Options, path: &Path, bundle: bool) -> Result<Vec<u8>> {
    let mut c = tools.esbuild();
    c.arg(path).args([
        "--format=esm",
        "--target=es2022",
        "--charset=utf8",
        "--log-level=warning",
        "--legal-comments=none",
    ]);
    if bundle {
        // Helper modules and wasm-bindgen's snippets are taken in; names only known at run time stay as they are.
        c.arg("--bundle");
    }
    if !options.dev {
        c.arg("--minify");
    }
    let out = root().join("target/bindgen/esbuild.out");
    fs::create_dir_all(root().join("target/bindgen"))?;
    c.arg(format!("--outfile={}", out.display())).arg("--allow-overwrite");
    must(&format!("esbuild on {}", path.display()), &mut c, Show::Log(log_file("esbuild")), None)?;
    Ok(fs::read(out)?)
}

fn minify(tools: &NpmTools, options: Options, bytes: &[u8], kind: &str) -> Result<Vec<u8>> {
    let path = root().join("target/bindgen").join(format!("minify.{kind}"));
    fs::create_dir_all(root().join("target/bindgen"))?;
    fs::write(&path, bytes)?;
    esbuild_file(tools, options, &path, false)
}

/// A script of `www/` with the helper modules that it imports, and the map filled in.
fn script(tools: &NpmTools, options: Options, www: &Path, script: &Script, map: &AssetMap) -> Result<Option<Vec<u8>>> {
    let path = www.join(script.path);
    if source(&path, options)?.is_none() {
        return Ok(None);
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    if text.matches(ASSETS_MARK).count() > 1 {
        bail!("{} has {ASSETS_MARK} more than once", path.display());
    }
    // Filled in beside the original (so that relative imports work) and removed at once
    let filled = path.with_file_name(format!(".{}.filled.js", path.file_stem().unwrap_or_default().to_string_lossy()));
    fs::write(&filled, text.replace(ASSETS_MARK, &map.entries(script)))?;
    let result = esbuild_file(tools, options, &filled, true);
    fs::remove_file(&filled)?;
    result.map(Some)
}

/// Source names → content-hashed names and integrity.
#[derive(Default)]
struct AssetMap {
    files: BTreeMap<String, (String, String)>,
}

impl AssetMap {
    fn add(&mut self, out: &Path, asset: Asset) -> Result<()> {
        let (stem, ext) = asset.name.rsplit_once('.').context("an asset needs an extension")?;
        let digest = Sha256::digest(&asset.bytes);
        let file = format!("{stem}-{}.{ext}", hex(&digest, 10));
        // Not a longer one: the scripts carry them, and no digest compresses
        let integrity = format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(digest));
        fs::write(out.join("troly").join(&file), &asset.bytes)?;
        self.files.insert(asset.name.to_owned(), (file, integrity));
        Ok(())
    }

    /// The inside of an object literal for a script: `"element.js":["element-HASH.js"],"element.wasm":["element-HASH.wasm","sha256-…"],…`.
    /// What a script imports has no integrity there, as `import()` takes none.
    fn entries(&self, script: &Script) -> String {
        let with = |name: &&str, integrity: bool| {
            let (file, digest) = self.files.get(*name)?;
            let value = if integrity { json!([file, digest]) } else { json!([file]) };
            Some(format!("{}:{value}", json!(name)))
        };
        let fetched = script.fetches.iter().filter_map(|name| with(name, true));
        fetched.chain(script.imports.iter().filter_map(|name| with(name, false))).collect::<Vec<_>>().join(",")
    }

    fn write_manifest(&self, out: &Path) -> Result<()> {
        let mut list = serde_json::Map::new();
        for (name, (file, integrity)) in &self.files {
            let bytes = fs::metadata(out.join("troly").join(file))?.len();
            list.insert(name.clone(), json!({ "file": file, "bytes": bytes, "integrity": integrity }));
        }
        fs::write(out.join("troly/manifest.json"), serde_json::to_string_pretty(&json!({ "files": list }))? + "\n")?;
        Ok(())
    }

    /// What a build has written into its manifest.
    fn read_manifest(dist: &Path) -> Result<AssetMap> {
        let manifest: Value = serde_json::from_str(&fs::read_to_string(dist.join("troly/manifest.json"))?)?;
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let files = manifest["files"].as_object().into_iter().flatten();
        Ok(AssetMap { files: files.map(|(n, f)| (n.clone(), (text(&f["file"]), text(&f["integrity"])))).collect() })
    }

    /// Links relative to a page, so that the site may live below any path.
    fn preload(&self, up: &str) -> String {
        let mut links = String::new();
        let link = |name: &str| self.files.get(name).map(|(file, _)| format!("{up}troly/{file}"));
        if let Some(href) = link("element.js") {
            links += &format!("<link rel=\"modulepreload\" href=\"{href}\">");
        }
        if let Some(href) = link("element.wasm") {
            // `crossorigin`: fetch() asks in that mode, and a preload in another one would be fetched a second time
            links +=
                &format!("<link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"{href}\">");
        }
        links
    }
}

/// The links for a page that is made after the build; `up` as below.
pub fn preload(dist: &Path, up: &str) -> Result<String> {
    Ok(AssetMap::read_manifest(dist)?.preload(up))
}

/// A page with its placeholder filled; `up` leads from it to the root of the site.
fn page(html: &[u8], map: &AssetMap, up: &str) -> Result<String> {
    Ok(std::str::from_utf8(html).context("a page is not UTF-8")?.replace(PRELOAD_MARK, &map.preload(up)))
}

/// Copies the rest of `www/`: pages, their own scripts and styles.
fn copy_site(www: &Path, out: &Path, tools: &NpmTools, options: Options, map: &AssetMap) -> Result<()> {
    const OURS: &[&str] = &["troly.js", "qr-worker.js", "vault-worker.js"];
    if !www.is_dir() {
        return Ok(());
    }
    for path in files(www)? {
        let relative = path.strip_prefix(www)?;
        let name = relative.to_string_lossy();
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        // `www/troly/` holds helper modules of the entry, which are taken into it; the scripts of these pages likewise
        if OURS.contains(&name.as_ref())
            || SHEETS.contains(&name.as_ref())
            || relative.starts_with("troly")
            || (extension == "js" && ["playground", "address"].iter().any(|page| relative.starts_with(page)))
            || extension == "md"
            || name.split('/').any(|part| part.starts_with('.'))
        {
            continue;
        }
        // Type declarations belong beside the script that they describe
        let target = if name == "troly.d.ts" { out.join("troly/troly.d.ts") } else { out.join(relative) };
        if let Some(dir) = target.parent() {
            fs::create_dir_all(dir)?;
        }
        match extension.as_str() {
            "js" | "css" => fs::write(target, minify(tools, options, &fs::read(&path)?, &extension)?)?,
            "html" => {
                let up = "../".repeat(relative.components().count() - 1);
                fs::write(target, page(&fs::read(&path)?, map, &up)?)?;
            }
            _ => fs::copy(&path, target).map(drop)?,
        }
    }
    Ok(())
}

/// All files below a directory, in a fixed order.
pub fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn procedures(out: &Path, options: Options) -> Result<()> {
    let dir = root().join("procedures");
    let sources: Vec<PathBuf> = if dir.is_dir() {
        files(&dir)?.into_iter().filter(|p| p.extension().is_some_and(|e| e == "json")).collect()
    } else {
        Vec::new()
    };
    if sources.is_empty() {
        source(&dir.join("1.001193.json"), options)?;
    }
    let to = out.join("procedures");
    fs::create_dir_all(&to)?;
    let mut index = Vec::new();
    for path in sources {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path)?;
        let value: Value = serde_json::from_str(&text).with_context(|| format!("procedures/{name} is not JSON"))?;
        let mut entry = serde_json::Map::new();
        entry.insert("file".to_owned(), json!(name));
        for key in INDEXED {
            if let Some(value) = value.get(*key) {
                entry.insert((*key).to_owned(), value.clone());
            }
        }
        if !entry.contains_key("id") || !entry.contains_key("title") {
            bail!("procedures/{name} has no id or no title");
        }
        index.push(Value::Object(entry));
        let id = name.trim_end_matches(".json");
        for published in [name.clone(), format!("{id}.en.json"), format!("{id}.full.json")] {
            let made = root().join(NATIVE_DIR).join("procedures").join(&published);
            if made.exists() || !options.allow_missing {
                fs::copy(&made, to.join(&published)).with_context(|| format!("{} was not made", made.display()))?;
            }
        }
    }
    fs::write(to.join("index.json"), serde_json::to_string(&index)?)?;
    Ok(())
}

const NATIVE_DIR: &str = "target/native-data";

/// Data files that library code makes natively: the administrative units for address conversion, the texts of each language.
/// The published definitions come with them.
const NATIVE_DATA: &[&str] = &[UNITS, "texts-vi.txt", "texts-en.txt"];
const UNITS: &str = "units.bin";

/// The administrative units alone.
pub fn units(options: Options) -> Result<Option<Vec<u8>>> {
    Ok(native_data(options)?.into_iter().find(|asset| asset.name == UNITS).map(|asset| asset.bytes))
}

fn native_data(options: Options) -> Result<Vec<Asset>> {
    let out = root().join(NATIVE_DIR);
    let _ = fs::remove_dir_all(&out);
    let mut c = cmd::cargo();
    // The profile of the tests: whoever runs them has compiled the library in it already
    c.args(["run", "--quiet", "--locked", "--profile", "test", "--package", "xtask-data", "--"]);
    c.arg(root().join("data")).arg(root().join("procedures")).arg(&out);
    say("making the data files");
    let read = |name: &&str| match fs::read(out.join(name)) {
        Ok(bytes) if !bytes.is_empty() => Ok(Asset::new(name, bytes)),
        _ => bail!("{name} was not made, or is empty"),
    };
    let made = must("making the data files", &mut c, Show::All, None)
        .and_then(|_| NATIVE_DATA.iter().map(read).collect::<Result<Vec<_>>>());
    match made {
        Ok(assets) => Ok(assets),
        Err(e) if options.allow_missing => {
            say(format_args!("warning: {e:#}; left out"));
            Ok(Vec::new())
        }
        Err(e) => Err(e),
    }
}

fn hex(bytes: &[u8], digits: usize) -> String {
    bytes
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        .take(digits)
        .map(|n| char::from_digit(u32::from(n), 16).unwrap_or('0'))
        .collect()
}

pub fn brotli_of(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let params =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out)
}

fn gzip_of(bytes: &[u8]) -> Result<Vec<u8>> {
    // No name and no time in the header, so the bytes depend on the content alone
    let mut encoder = flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

pub fn compress(out: &Path) -> Result<()> {
    for path in files(out)? {
        // npm would take in what begins with README
        let name = path.strip_prefix(out).unwrap_or(&path);
        if name.starts_with(package::ADDRESS)
            && !name.extension().is_some_and(|e| e == "js" || e == "wasm" || e == "bin")
        {
            continue;
        }
        let bytes = fs::read(&path)?;
        let with = |suffix: &str| {
            let mut name = path.clone().into_os_string();
            name.push(suffix);
            PathBuf::from(name)
        };
        fs::write(with(".br"), brotli_of(&bytes)?)?;
        fs::write(with(".gz"), gzip_of(&bytes)?)?;
    }
    Ok(())
}

fn size(path: &Path, suffix: &str) -> u64 {
    let mut name = path.to_path_buf().into_os_string();
    name.push(suffix);
    fs::metadata(name).map_or(0, |m| m.len())
}

/// Prints the size of every file and holds the first load against its budget.
fn report(dist: &Path, map: &AssetMap, small: bool) -> Result<()> {
    println!("\n{:<44}{:>12}{:>12}{:>12}", "file (bytes)", "raw", "gzip", "brotli");
    for path in files(dist)? {
        if path.extension().is_some_and(|e| e == "br" || e == "gz") {
            continue;
        }
        let name = path.strip_prefix(dist)?.display().to_string();
        println!("{name:<44}{:>12}{:>12}{:>12}", size(&path, ""), size(&path, ".gz"), size(&path, ".br"));
    }
    let mut sum = [0u64; 3];
    let mut missing = Vec::new();
    let mut count = |path: &Path| {
        for (total, suffix) in sum.iter_mut().zip(["", ".gz", ".br"]) {
            *total += size(path, suffix);
        }
    };
    for part in budget::FIRST_LOAD_PARTS {
        match map.files.get(*part) {
            Some((file, _)) => count(&dist.join("troly").join(file)),
            None => missing.push(*part),
        }
    }
    let largest = files(&dist.join("procedures"))?
        .into_iter()
        .filter(|p| {
            let name = p.to_string_lossy();
            name.ends_with(".json") && ![".en.json", ".full.json", "index.json"].iter().any(|end| name.ends_with(end))
        })
        .max_by_key(|p| size(p, ".br"));
    match &largest {
        Some(path) => count(path),
        None => missing.push("a procedure"),
    }
    println!("{:<44}{:>12}{:>12}{:>12}", "first load of the element with a form", sum[0], sum[1], sum[2]);
    if !missing.is_empty() {
        println!("  not counted, as it is missing: {}", missing.join(", "));
    }
    let kb = |bytes: u64| bytes as f64 / 1024.0;
    let used = sum[2];
    println!(
        "  brotli {:.1} KB of {:.0} KB ({:.0} %); {}",
        kb(used),
        kb(budget::FIRST_LOAD),
        100.0 * used as f64 / budget::FIRST_LOAD as f64,
        if used > budget::FIRST_LOAD_GOAL {
            format!(
                "{:.1} KB above the goal of {:.0} KB",
                kb(used - budget::FIRST_LOAD_GOAL),
                kb(budget::FIRST_LOAD_GOAL)
            )
        } else {
            format!("within the goal of {:.0} KB", kb(budget::FIRST_LOAD_GOAL))
        }
    );
    let vault: u64 = budget::VAULT_PARTS
        .iter()
        .filter_map(|p| map.files.get(*p))
        .map(|(f, _)| size(&dist.join("troly").join(f), ".br"))
        .sum();
    println!("  the vault: brotli {:.1} KB of {:.0} KB", kb(vault), kb(budget::VAULT));
    if used > budget::FIRST_LOAD && !small {
        // What is released comes from a machine that has it
        say("warning: above the budget, as this toolchain has no source of the standard library to make it small");
        return Ok(());
    }
    if used > budget::FIRST_LOAD {
        bail!(
            "the first load is {used} bytes after brotli, {} over its budget of {} (xtask/src/budget.rs)",
            used - budget::FIRST_LOAD,
            budget::FIRST_LOAD
        );
    }
    if vault > budget::VAULT {
        bail!("the vault is {vault} bytes after brotli, its budget is {} (xtask/src/budget.rs)", budget::VAULT);
    }
    package::check_sizes(dist)?;
    cmd::say("sizes are within the budget");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressing_twice_gives_the_same_bytes() -> Result<()> {
        let bytes = "Giấy khai sinh ".repeat(100).into_bytes();
        assert_eq!(brotli_of(&bytes)?, brotli_of(&bytes)?);
        assert_eq!(gzip_of(&bytes)?, gzip_of(&bytes)?);
        assert_eq!(hex(&[0x0f, 0xa0], 3), "0fa");
        Ok(())
    }
}
