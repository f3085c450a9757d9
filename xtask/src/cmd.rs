//! Running other programs: with progress, with the right environment, and without flooding the terminal.

use std::{
    collections::VecDeque,
    env,
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// How long a step may be silent before we say that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// A wasm linker error repeats its whole command line: hundreds of kilobytes. Nobody reads a longer line than this.
const LINE_LIMIT: usize = 400;

/// Prints one line about what happens now.
pub fn say(text: impl std::fmt::Display) {
    println!("xtask: {text}");
    let _ = std::io::stdout().flush();
}

/// Root of the checkout. Cargo says where the package is when it runs us, which stays right when the checkout was moved.
pub fn root() -> PathBuf {
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or(here.clone(), Path::to_path_buf)
}

/// Where downloaded and built tools live: `.tools/`, or `TROLY_TOOLS_DIR` so that several checkouts can share them.
pub fn tools_dir() -> PathBuf {
    match env::var_os("TROLY_TOOLS_DIR") {
        Some(dir) if !dir.is_empty() => PathBuf::from(dir),
        _ => root().join(".tools"),
    }
}

/// The cargo that runs us, hence the toolchain that the user chose. Works with and without rustup.
pub fn cargo() -> Command {
    let mut c = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    clean_env(&mut c);
    c.current_dir(root());
    c
}

/// Takes away what `cargo run` put into our environment and what would mislead another cargo: the package variables
/// (build scripts rerun when they change) and the library path of this toolchain.
pub fn clean_env(c: &mut Command) {
    for (key, _) in env::vars_os() {
        let key_text = key.to_string_lossy();
        if key_text.starts_with("CARGO_PKG_")
            || key_text.starts_with("CARGO_MANIFEST_")
            || key_text == "CARGO_BIN_NAME"
            || key_text == "RUST_RECURSION_COUNT"
        {
            c.env_remove(&key);
        }
    }
    if let Some(paths) = env::var_os("LD_LIBRARY_PATH") {
        let target = root().join("target");
        let kept: Vec<_> = env::split_paths(&paths)
            .filter(|p| {
                !p.starts_with(&target)
                    && !p.to_string_lossy().contains("rustlib")
                    && !p.to_string_lossy().contains("toolchains")
            })
            .collect();
        match env::join_paths(&kept) {
            Ok(joined) if !kept.is_empty() => c.env("LD_LIBRARY_PATH", joined),
            _ => c.env_remove("LD_LIBRARY_PATH"),
        };
    }
}

/// Like [`clean_env`], and also forgets which toolchain runs us: for calls into another one.
pub fn clean_toolchain_env(c: &mut Command) {
    clean_env(c);
    for key in [
        "CARGO",
        "RUSTC",
        "RUSTDOC",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTUP_TOOLCHAIN",
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_BUILD_RUSTFLAGS",
        "CARGO_BUILD_TARGET",
        "CARGO_TARGET_DIR",
        "SYSROOT",
    ] {
        c.env_remove(key);
    }
}

/// The first executable file of that name on `PATH`.
pub fn which(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(name)).find(|p| p.is_file())
}

/// Runs quietly and returns what was printed, or `None` if it could not run or failed.
pub fn output(c: &mut Command) -> Option<String> {
    let out = c.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

fn shorten(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_end();
    match text.char_indices().nth(LINE_LIMIT) {
        None => text.to_owned(),
        Some((cut, _)) => format!("{}… [{} bytes cut]", &text[..cut], text.len() - cut),
    }
}

/// What to do with what a program prints.
pub enum Show {
    /// Every line, as it comes.
    All,
    /// Nothing, unless it fails: then the last lines. Everything goes to this log file.
    Log(PathBuf),
}

/// What a finished program left behind.
pub struct Done {
    /// Its exit status.
    pub status: ExitStatus,
    /// The lines of both streams, shortened.
    pub lines: Vec<String>,
}

/// Runs a program to its end. Every few silent seconds a line says that it is still running; `limit` ends it.
pub fn run(what: &str, c: &mut Command, show: Show, limit: Option<Duration>) -> Result<Done> {
    let start = Instant::now();
    let mut child = c
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{what}: cannot start {}", Path::new(c.get_program()).display()))?;
    let last_output = Arc::new(AtomicU64::new(0));
    let lines = Arc::new(Mutex::new(Vec::<String>::new()));
    let log = match &show {
        Show::All => None,
        Show::Log(path) => {
            if let Some(dir) = path.parent() {
                std::fs::create_dir_all(dir)?;
            }
            Some(Arc::new(Mutex::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?)))
        }
    };
    let streams: [(bool, Option<Box<dyn Read + Send>>); 2] = [
        (false, child.stdout.take().map(|s| Box::new(s) as Box<dyn Read + Send>)),
        (true, child.stderr.take().map(|s| Box::new(s) as Box<dyn Read + Send>)),
    ];
    let mut readers = Vec::new();
    for (is_err, stream) in streams {
        let Some(stream) = stream else { continue };
        let (last_output, lines, log) = (last_output.clone(), lines.clone(), log.clone());
        readers.push(thread::spawn(move || {
            let mut reader = BufReader::new(stream);
            let mut raw = Vec::new();
            while reader.read_until(b'\n', &mut raw).is_ok_and(|n| n > 0) {
                let line = shorten(&raw);
                raw.clear();
                match &log {
                    Some(file) => {
                        if let Ok(mut file) = file.lock() {
                            let _ = writeln!(file, "{line}");
                        }
                    }
                    None => {
                        last_output.store(start.elapsed().as_millis() as u64, Ordering::Relaxed);
                        if is_err {
                            eprintln!("{line}");
                        } else {
                            println!("{line}");
                        }
                    }
                }
                if let Ok(mut all) = lines.lock() {
                    all.push(line);
                }
            }
        }));
    }
    let mut last_beat = Duration::ZERO;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let elapsed = start.elapsed();
        if limit.is_some_and(|l| elapsed > l) {
            child.kill()?;
            child.wait()?;
            bail!("{what}: ended after {} s without a result", elapsed.as_secs());
        }
        let quiet_since = Duration::from_millis(last_output.load(Ordering::Relaxed)).max(last_beat);
        if elapsed.saturating_sub(quiet_since) >= HEARTBEAT {
            last_beat = elapsed;
            say(format_args!("  {what}: still running, {} s", elapsed.as_secs()));
        }
        thread::sleep(Duration::from_millis(20));
    };
    for reader in readers {
        let _ = reader.join();
    }
    let lines = lines.lock().map(|mut l| std::mem::take(&mut *l)).unwrap_or_default();
    Ok(Done { status, lines })
}

/// Runs a program that must succeed. A quiet one that fails shows its last lines and where the log is.
pub fn must(what: &str, c: &mut Command, show: Show, limit: Option<Duration>) -> Result<Vec<String>> {
    let log = match &show {
        Show::Log(path) => Some(path.clone()),
        Show::All => None,
    };
    let done = run(what, c, show, limit)?;
    if done.status.success() {
        return Ok(done.lines);
    }
    match log {
        Some(path) => {
            let tail: VecDeque<_> = done.lines.iter().rev().take(20).rev().map(|l| format!("    {l}")).collect();
            bail!(
                "{what} failed ({}); its last lines (all of them in {}):\n{}",
                done.status,
                path.display(),
                Vec::from(tail).join("\n")
            )
        }
        None => bail!("{what} failed ({})", done.status),
    }
}

/// The path of a log file under the tools directory.
pub fn log_file(name: &str) -> PathBuf {
    tools_dir().join("logs").join(format!("{name}.log"))
}

/// The compiler of the cargo that runs us.
pub fn host_rustc() -> Command {
    let mut c = match env::var_os("RUSTC") {
        Some(rustc) => Command::new(rustc),
        None => {
            // cargo's own directory first: under rustup it is the toolchain's, elsewhere /usr/bin
            let beside = env::var_os("CARGO")
                .map(PathBuf::from)
                .and_then(|c| c.parent().map(|d| d.join("rustc")))
                .filter(|p| p.is_file());
            beside.map_or_else(|| Command::new("rustc"), Command::new)
        }
    };
    clean_env(&mut c);
    c
}

/// What that compiler builds for when nothing else is said.
pub fn host_triple() -> Result<String> {
    let version = output(host_rustc().arg("-vV")).context("cannot run rustc")?;
    version.lines().find_map(|l| l.strip_prefix("host: ").map(str::to_owned)).context("rustc -vV names no host")
}
