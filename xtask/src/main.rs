//! The project's own commands. `cargo xtask help` lists them; `xtask/README.md` explains them.
#![allow(clippy::print_stdout)] // this program talks to a terminal

mod budget;
mod cmd;
mod dist;
mod serve;
mod setup;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

const HELP: &str = "\
cargo xtask COMMAND

  serve [--port N] [--no-build] [--dev] [--allow-missing]
                                       set up, build, and serve dist/ on 127.0.0.1 (port 8000 unless told)
  build [--dev] [--allow-missing]      everything a static host serves, into dist/
  setup-wasm                           only the set-up that a build needs; all commands do this by themselves
";

/// The options of a command: flags and `--name value`.
struct Args(Vec<String>);

impl Args {
    fn flag(&mut self, name: &str) -> bool {
        let at = self.0.iter().position(|a| a == name);
        at.map(|i| self.0.remove(i)).is_some()
    }

    fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.0.iter().position(|a| a == name) else { return Ok(None) };
        self.0.remove(at);
        if at >= self.0.len() {
            bail!("{name} needs a value");
        }
        Ok(Some(self.0.remove(at)))
    }

    fn build_options(&mut self) -> dist::Options {
        dist::Options { dev: self.flag("--dev"), allow_missing: self.flag("--allow-missing") }
    }

    fn done(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(extra) => bail!("unexpected argument: {extra}\n\n{HELP}"),
        }
    }
}

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let mut args = Args(args.collect());
    match command.as_str() {
        "build" => {
            let options = args.build_options();
            args.done()?;
            dist::build(options)
        }
        "serve" => {
            let port = args.value("--port")?.map_or(Ok(8000), |p| p.parse()).context("--port needs a number")?;
            let no_build = args.flag("--no-build");
            let options = args.build_options();
            args.done()?;
            if !no_build {
                dist::build(options)?;
            }
            serve::serve(port)
        }
        "setup-wasm" => {
            args.done()?;
            let kind = match setup::wasm()? {
                setup::Wasm::Host => "the current Rust toolchain".to_owned(),
                setup::Wasm::Debian(dir) => format!("Debian's compiler with the sysroot {}", dir.display()),
            };
            setup::npm_tools()?;
            cmd::say(format_args!("ready: WebAssembly is built by {kind}"));
            Ok(())
        }
        "help" | "--help" | "-h" | "" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("unknown command {other}\n\n{HELP}"),
    }
}
