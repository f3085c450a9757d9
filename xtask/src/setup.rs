//! Set-up: what a fresh machine lacks, installed once. Every step first looks whether there is anything to do.

use std::{
    env, fs,
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::cmd::{
    Show, cargo, clean_env, clean_toolchain_env, host_rustc, log_file, must, output, root, run, say, tools_dir, which,
};

/// The target of the two browser modules.
pub const WASM: &str = "wasm32-unknown-unknown";
/// Chooses the way to get `std` for wasm: `auto` (the default), `rustup` or `debian`.
pub const TOOLCHAIN_VAR: &str = "TROLY_WASM_TOOLCHAIN";
/// rustup's server may not answer where this runs; then Debian's compiler is used.
const RUSTUP_LIMIT: Duration = Duration::from_secs(120);
/// Debian's compiler, kept current for Firefox and Chromium, and the source of its standard library.
const DEBIAN_RUST: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "binutils", "gcc", "libc6-dev"];

/// A compiler that can build for wasm.
pub enum Wasm {
    /// The toolchain that runs us.
    Host,
    /// Debian's compiler with a sysroot of our own (its directory).
    Debian(PathBuf),
}

impl Wasm {
    /// A `cargo` of this toolchain, to be given a subcommand.
    pub fn cargo(&self) -> Command {
        match self {
            Wasm::Host => cargo(),
            Wasm::Debian(dir) => {
                let mut c = Command::new("/usr/bin/cargo");
                clean_toolchain_env(&mut c);
                c.current_dir(root()).env("RUSTC", dir.join("bin/rustc")).env("RUSTDOC", dir.join("bin/rustdoc"));
                // clippy-driver replaces rustc and does not see the wrapper's --sysroot
                c.env("SYSROOT", dir);
                c
            }
        }
    }

    /// Where this toolchain keeps its target directory. Two compilers in one directory would evict each other.
    pub fn target_dir(&self) -> PathBuf {
        root().join("target").join(match self {
            Wasm::Host => "wasm",
            Wasm::Debian(_) => "wasm-debian",
        })
    }

    /// Whether the source of the standard library is there, so that it can be compiled with the module. rustup adds it where
    /// it is missing; Debian's is among the packages.
    pub fn has_std_source(&self) -> Result<bool> {
        let sysroot = match self {
            Wasm::Debian(dir) => dir.clone(),
            Wasm::Host => {
                PathBuf::from(output(host_rustc().args(["--print", "sysroot"])).context("cannot run rustc")?.trim())
            }
        };
        let source = sysroot.join("lib/rustlib/src/rust/library/Cargo.lock");
        if !source.is_file()
            && let Wasm::Host = self
            && let Err(e) = rustup_add("component", "rust-src", "to make the form's module smaller")
        {
            say(format_args!("{e:#}; the standard library stays as it is, and the module is larger"));
        }
        Ok(source.is_file())
    }

    /// `cargo clippy` of this toolchain.
    pub fn clippy(&self) -> Result<Command> {
        let mut c = self.cargo();
        if let Wasm::Debian(_) = self {
            apt("to lint the wasm code with the compiler that builds it", &["rust-web-clippy"])?;
            // Under its own name: as a subcommand, cargo would first find rustup's in ~/.cargo/bin
            let mut direct = Command::new("/usr/bin/cargo-clippy");
            for (key, value) in c.get_envs() {
                match value {
                    Some(value) => direct.env(key, value),
                    None => direct.env_remove(key),
                };
            }
            direct.current_dir(root()).env("CARGO", "/usr/bin/cargo");
            c = direct;
        }
        c.arg("clippy");
        Ok(c)
    }
}

/// Serialises set-up between processes that share the tools directory; released when dropped.
pub fn lock() -> Result<File> {
    let dir = tools_dir();
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let file = File::create(dir.join("lock"))?;
    if file.try_lock().is_err() {
        say("waiting for another xtask to finish its set-up");
        file.lock()?;
    }
    Ok(file)
}

/// Does this compiler compile and link a wasm module that uses `std`?
fn compiles_wasm(rustc: &mut Command, scratch: &Path) -> bool {
    let source = scratch.join("probe.rs");
    let text = "#[unsafe(no_mangle)] pub extern \"C\" fn f(n: usize) -> usize { vec![1u8; n].iter().map(|x| *x as usize).sum() }\n";
    if fs::create_dir_all(scratch).is_err() || fs::write(&source, text).is_err() {
        return false;
    }
    rustc
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "cdylib",
            "--target",
            WASM,
            "-O",
            "-C",
            "panic=abort",
            "-C",
            "lto=fat",
            "-o",
        ])
        .arg(scratch.join("probe.wasm"))
        .arg(&source)
        .output()
        .is_ok_and(|o| o.status.success())
}

/// Finds or makes a compiler with `std` for wasm.
pub fn wasm() -> Result<Wasm> {
    let _lock = lock()?;
    let scratch = tools_dir().join("probe");
    let choice = env::var(TOOLCHAIN_VAR).unwrap_or_default();
    match choice.as_str() {
        "" | "auto" | "rustup" => {
            if host_works(&scratch)? {
                return Ok(Wasm::Host);
            }
            let why = match rustup_add("target", WASM, "the form is compiled to WebAssembly") {
                Ok(()) if host_works(&scratch)? => return Ok(Wasm::Host),
                Ok(()) => format!("rustup added {WASM}, but the compiler still cannot use it"),
                Err(e) => format!("{e:#}"),
            };
            if choice == "rustup" {
                bail!("{TOOLCHAIN_VAR}=rustup, but: {why}");
            }
            say(format_args!("{why}; falling back to Debian's compiler"));
            debian(&scratch).map(Wasm::Debian)
        }
        "debian" => debian(&scratch).map(Wasm::Debian),
        other => bail!("{TOOLCHAIN_VAR}={other} is unknown; use auto, rustup or debian"),
    }
}

/// Whether the toolchain that runs us can build wasm; the answer is kept for as long as that compiler stays the same.
fn host_works(scratch: &Path) -> Result<bool> {
    let version = output(host_rustc().arg("-vV")).context("cannot run rustc")?;
    let sysroot = output(host_rustc().args(["--print", "sysroot"])).context("cannot run rustc")?;
    let sysroot = PathBuf::from(sysroot.trim());
    let std_dir = sysroot.join("lib/rustlib").join(WASM).join("lib");
    if !std_dir.is_dir() {
        return Ok(false);
    }
    let stamp = tools_dir().join("host-builds-wasm");
    let key = format!("{}\n{version}", sysroot.display());
    if fs::read_to_string(&stamp).is_ok_and(|s| s == key) {
        return Ok(true);
    }
    let works = compiles_wasm(&mut host_rustc(), scratch);
    if works {
        fs::write(stamp, key)?;
    }
    Ok(works)
}

/// `rustup target add …` or `rustup component add …`.
fn rustup_add(kind: &str, name: &str, why: &str) -> Result<()> {
    let rustup =
        which("rustup").with_context(|| format!("this Rust has no {kind} {name}, and there is no rustup to add it"))?;
    let toolchain = match env::var("RUSTUP_TOOLCHAIN") {
        Ok(name) => name,
        Err(_) => output(Command::new(&rustup).args(["show", "active-toolchain"]))
            .and_then(|s| s.split_whitespace().next().map(str::to_owned))
            .context("rustup has no active toolchain")?,
    };
    say(format_args!("rustup adds {kind} {name} to toolchain {toolchain} ({why})"));
    let mut c = Command::new(rustup);
    c.args([kind, "add", "--toolchain", &toolchain, name]);
    must(&format!("rustup {kind} add"), &mut c, Show::Log(log_file("rustup")), Some(RUSTUP_LIMIT)).map(drop)
}

/// Debian's compiler with `std` for wasm built once from Debian's source, in a sysroot of our own: /usr stays as Debian made it.
fn debian(scratch: &Path) -> Result<PathBuf> {
    if which("dpkg-query").is_none() {
        bail!(
            "cannot build for {WASM}: the current Rust toolchain has no std for it, rustup could not add it, and this is not a Debian system.\n\
             Do one of: `rustup target add {WASM}`; install your system's package of Rust's std for {WASM}; \
             set RUSTC to a compiler that has it."
        );
    }
    apt("a compiler whose standard library can be built for WebAssembly", DEBIAN_RUST)?;
    let version = output(Command::new("/usr/bin/rustc").arg("-vV")).context("cannot run /usr/bin/rustc")?;
    let host = version.lines().find_map(|l| l.strip_prefix("host: ")).context("rustc -vV names no host")?.to_owned();
    let dir = tools_dir().join("wasm-toolchain");
    let stamp = dir.join("built-for");
    let key = format!("{version}\nwith source"); // of the layout below
    let rustc = dir.join("bin/rustc");
    if fs::read_to_string(&stamp).is_ok_and(|s| s == key) && rustc.is_file() {
        return Ok(dir);
    }
    say("building Rust's standard library for WebAssembly with Debian's compiler (once; about a minute)");
    let start = Instant::now();
    let _ = fs::remove_dir_all(&dir);
    let rustlib = dir.join("lib/rustlib");
    let std_dir = rustlib.join(WASM).join("lib");
    let host_bin = rustlib.join(&host).join("bin");
    for d in [&dir.join("bin"), &std_dir, &host_bin] {
        fs::create_dir_all(d)?;
    }
    let debian_sysroot =
        output(Command::new("/usr/bin/rustc").args(["--print", "sysroot"])).context("cannot run /usr/bin/rustc")?;
    link(
        &Path::new(debian_sysroot.trim()).join("lib/rustlib").join(&host).join("lib"),
        &rustlib.join(&host).join("lib"),
    )?;
    // The source of std, for builds that compile it with the module
    link(&Path::new(debian_sysroot.trim()).join("lib/rustlib/src"), &rustlib.join("src"))?;
    for tool in ["rustc", "rustdoc"] {
        let script = dir.join("bin").join(tool);
        let quoted = dir.display().to_string().replace('\'', "'\\''");
        fs::write(&script, format!("#!/bin/sh\nexec /usr/bin/{tool} --sysroot '{quoted}' \"$@\"\n"))?;
        make_executable(&script)?;
    }
    // Debian ships no rust-lld: lend the one of the toolchain that runs us, or lld-19's, where rustc looks for it.
    let own = output(host_rustc().args(["--print", "sysroot"]))
        .map(|s| Path::new(s.trim()).join("lib/rustlib").join(&host).join("bin/rust-lld"));
    match own.filter(|p| p.is_file()) {
        Some(lld) => link(&lld, &host_bin.join("rust-lld"))?,
        None => {
            apt("a linker for WebAssembly", &["lld-19"])?;
            link(Path::new("/usr/bin/wasm-ld-19"), &host_bin.join("rust-lld"))?;
        }
    }
    let work = tools_dir().join("std-build");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(work.join("src"))?;
    fs::write(work.join("src/lib.rs"), "#![no_std]\n")?;
    fs::write(
        work.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n[profile.release]\nopt-level = 3\ndebug = 0\n",
    )?;
    let mut build = Command::new("/usr/bin/cargo");
    clean_toolchain_env(&mut build);
    // `test` too: without it, unit tests that run in a browser could not be built
    build
        .current_dir(&work)
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", "-Cembed-bitcode=yes")
        .args(["build", "-Zbuild-std=std,panic_abort,panic_unwind,test", "--release", "--target", WASM, "--target-dir"])
        .arg(work.join("target"));
    must("building std", &mut build, Show::Log(log_file("std")), None)?;
    for entry in fs::read_dir(work.join("target").join(WASM).join("release/deps"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("lib") && name.ends_with(".rlib") && !name.starts_with("libempty") {
            fs::copy(&path, std_dir.join(name))?;
        }
    }
    fs::remove_dir_all(&work)?;
    if !compiles_wasm(Command::new(&rustc).env_remove("LD_LIBRARY_PATH"), scratch) {
        bail!("the standard library that was built for {WASM} does not work; see {}", log_file("std").display());
    }
    fs::write(stamp, key)?;
    say(format_args!("standard library built in {} s", start.elapsed().as_secs()));
    Ok(dir)
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<()> {
    std::os::unix::fs::symlink(from, to).with_context(|| format!("cannot link {} to {}", to.display(), from.display()))
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    bail!("the Debian way needs Debian")
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    bail!("the Debian way needs Debian")
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_some_and(|s| s.trim() == "0")
}

/// Installs those of the Debian packages that are missing.
pub fn apt(why: &str, packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|p| {
            !output(Command::new("dpkg-query").args(["-W", "-f", "${Status}", p]))
                .is_some_and(|s| s.contains("ok installed"))
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get update && apt-get install --no-install-recommends {}", missing.join(" "));
    let Some(apt_get) = which("apt-get") else {
        bail!("missing: {} ({why}). Install what your system calls these packages.", missing.join(" "));
    };
    let sudo = if is_root() {
        None
    } else {
        match which("sudo").filter(|s| output(Command::new(s).args(["-n", "true"])).is_some()) {
            Some(sudo) => Some(sudo),
            None => bail!(
                "missing: {} ({why}). Installing needs root; run this, then try again:\n    sudo sh -c '{by_hand}'",
                missing.join(" ")
            ),
        }
    };
    say(format_args!("installing Debian packages: {} ({why})", missing.join(" ")));
    let command = |args: &[&str]| {
        let mut c = match &sudo {
            None => Command::new(&apt_get),
            Some(sudo) => {
                let mut c = Command::new(sudo);
                c.args(["-n", "DEBIAN_FRONTEND=noninteractive"]).arg(&apt_get);
                c
            }
        };
        c.env("DEBIAN_FRONTEND", "noninteractive").args(args);
        c
    };
    // A package list that cannot be refreshed is often still good enough; the install says so if it is not.
    let _ = run("apt-get update", &mut command(&["update", "-qq"]), Show::Log(log_file("apt-update")), None)?;
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(&missing);
    must("apt-get install", &mut command(&install), Show::Log(log_file("apt-install")), None)
        .with_context(|| format!("by hand: {by_hand}"))
        .map(drop)
}

fn need_node() -> Result<()> {
    let Some(version) = output(Command::new("node").arg("--version")) else {
        bail!("Node.js is missing (20 or newer): wasm-opt, the minifier and the end-to-end tests run on it");
    };
    let major: u32 = version.trim().trim_start_matches('v').split('.').next().and_then(|s| s.parse().ok()).unwrap_or(0);
    if major < 20 {
        bail!("Node.js {} is too old; 20 or newer is needed", version.trim());
    }
    Ok(())
}

/// Installs what a `package.json` with its lock file asks for into `dir`, when they changed since the last time.
fn npm_ci(why: &str, source: &Path, dir: &Path) -> Result<()> {
    need_node()?;
    let read = |name: &str| {
        fs::read_to_string(source.join(name)).with_context(|| format!("cannot read {}", source.join(name).display()))
    };
    let (package, lock) = (read("package.json")?, read("package-lock.json")?);
    let stamp = dir.join("node_modules/.installed-from");
    let key = format!("{package}\n{lock}");
    if fs::read_to_string(&stamp).is_ok_and(|s| s == key) {
        return Ok(());
    }
    let names: Vec<String> = serde_json::from_str::<serde_json::Value>(&package)
        .ok()
        .and_then(|v| {
            Some(
                v.get("dependencies")?
                    .as_object()?
                    .iter()
                    .map(|(k, v)| format!("{k} {}", v.as_str().unwrap_or("?")))
                    .collect(),
            )
        })
        .unwrap_or_default();
    say(format_args!("installing from npm: {} ({why})", names.join(", ")));
    fs::create_dir_all(dir)?;
    if source != dir {
        fs::write(dir.join("package.json"), &package)?;
        fs::write(dir.join("package-lock.json"), &lock)?;
    }
    let mut c = Command::new(which("npm").context("npm is missing; it comes with Node.js")?);
    clean_env(&mut c);
    // No install scripts: none of these packages needs one, and none should run
    c.current_dir(dir).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    must("npm ci", &mut c, Show::Log(log_file("npm")), None)?;
    File::create(stamp)?.write_all(key.as_bytes())?;
    Ok(())
}

/// wasm-opt and esbuild.
pub struct NpmTools {
    dir: PathBuf,
}

impl NpmTools {
    fn node(&self, script: &str) -> Command {
        let mut c = Command::new("node");
        clean_env(&mut c);
        c.current_dir(root()).arg(self.dir.join("node_modules").join(script));
        c
    }
    /// Binaryen's optimiser (compiled to JavaScript, so there is nothing to download beside the package).
    pub fn wasm_opt(&self) -> Command {
        self.node("binaryen/bin/wasm-opt")
    }
    /// The minifier.
    pub fn esbuild(&self) -> Command {
        self.node("esbuild/bin/esbuild")
    }
    /// Names the exact versions, for cache keys.
    pub fn key(&self) -> String {
        fs::read_to_string(self.dir.join("package.json")).unwrap_or_default()
    }
}

/// Installs the build tools that come from npm.
pub fn npm_tools() -> Result<NpmTools> {
    let _lock = lock()?;
    let dir = tools_dir().join("npm");
    npm_ci("shrink the WebAssembly modules and scripts", &root().join("xtask/tools"), &dir)?;
    Ok(NpmTools { dir })
}

/// Installs the browser, fonts with Vietnamese letters and the drivers for end-to-end tests; returns the browser.
pub fn browser() -> Result<PathBuf> {
    let _lock = lock()?;
    npm_ci(
        "drive and check the interface in a real browser; tests only",
        &root().join("tests/e2e"),
        &root().join("tests/e2e"),
    )?;
    let found = || {
        env::var_os("TROLY_CHROMIUM")
            .map(PathBuf::from)
            .or_else(|| which("chromium"))
            .or_else(|| which("google-chrome"))
    };
    if found().is_none() {
        apt("the browser of the end-to-end tests; not needed to build or serve", &["chromium"])?;
    }
    if !output(Command::new("fc-list").args([":lang=vi", "family"])).is_some_and(|s| s.contains("Noto Sans")) {
        // Without it screenshots show a fallback face whose stacked accents say nothing about the real look.
        if let Err(e) =
            apt("a text face with all Vietnamese letters for screenshots", &["fontconfig", "fonts-noto-core"])
        {
            say(format_args!("warning: {e:#}"));
        }
    }
    found().context("no Chromium found; set TROLY_CHROMIUM to one")
}
