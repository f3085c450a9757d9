//! The project's own commands. `cargo xtask help` lists them; `xtask/README.md` explains them.
#![allow(clippy::print_stdout)] // this program talks to a terminal

mod bench;
mod budget;
mod check;
mod cmd;
mod dist;
mod examples;
mod fuzz;
mod licences;
mod names;
mod package;
mod peer;
mod reader;
mod serve;
mod setup;
mod sizes;
mod tidy;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

const HELP: &str = "\
cargo xtask COMMAND

  serve [--port N] [--no-build] [--dev] [--allow-missing]
      set up, build, and serve dist/ on 127.0.0.1 (port 8000 unless told)
  test [--quick] [--only STEP[,STEP…]]
      everything that CI checks, stopping at the first failure
  build [--dev] [--allow-missing]
      everything that a static host serves, into dist/; --dev builds fast, --allow-missing leaves out what has no source
  package NAME
      a package for npm alone, into dist/troly-NAME/ (`build` makes it too): address
  e2e [FILE…]
      the end-to-end tests alone, or some of them, on what is in dist/
  fuzz [TARGET] [--seconds N] | fuzz --list
      fuzz one target or all, N seconds each (60 unless told); --list writes their list into fuzz/Cargo.toml
  bench [--native | --browser] [SIZE…]
      how long filling, checking, a key and starting take: natively, and in Chromium on dist/ with forms of SIZE boxes
  bench --pages [DIR]
      the pages for a benchmark of form libraries (tests/e2e/peer/README.md) into DIR (target/bench-pages unless told)
  bench --vault
      how long opening, reading and writing the vault take in Chromium on what is in dist/
  bench --curve
      how checking, a key and opening grow from 60 to 5,000 fields, in wasm beside ajv: writes docs/bench.md
  bench --address
      how fast and how well addresses are converted, natively and in wasm, beside three other converters (Python, from PyPI):
      writes docs/address.md
  sizes
      which code the modules of the last release build consist of
  setup-wasm
      only the set-up that a build needs; all commands do theirs by themselves

steps of `test`:
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
            Some(extra) => bail!("unexpected argument: {extra}\n\n{}", help()),
        }
    }
}

fn help() -> String {
    format!("{HELP}{}", check::step_list())
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
        "test" => {
            let only =
                args.value("--only")?.map(|o| o.split(',').map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default();
            let quick = args.flag("--quick");
            args.done()?;
            check::run_all(&only, quick)
        }
        "package" => {
            if args.0.is_empty() {
                bail!("which package? there is {}", package::ADDRESS_SHORT);
            }
            let name = args.0.remove(0);
            args.done()?;
            package::alone(&name)
        }
        "e2e" => check::run_e2e(&args.0),
        "bench" => {
            if args.flag("--pages") {
                let to = if args.0.is_empty() { "target/bench-pages".to_owned() } else { args.0.remove(0) };
                args.done()?;
                return peer::pages(std::path::Path::new(&to), &[60, 1000]);
            }
            if args.flag("--vault") {
                args.done()?;
                return bench::vault();
            }
            if args.flag("--address") {
                args.done()?;
                return bench::address();
            }
            if args.flag("--curve") {
                args.done()?;
                return bench::curve();
            }
            let (native, browser) = (args.flag("--native"), args.flag("--browser"));
            if native || !browser {
                bench::native()?;
            }
            if browser || !native { bench::browser(&args.0) } else { args.done() }
        }
        "fuzz" => {
            let seconds = args.value("--seconds")?.map_or(Ok(60), |s| s.parse()).context("--seconds needs a number")?;
            let only_list = args.flag("--list");
            let target = (!args.0.is_empty()).then(|| args.0.remove(0));
            args.done()?;
            if only_list { fuzz::list() } else { fuzz::run_targets(target.as_deref(), seconds) }
        }
        "sizes" => {
            args.done()?;
            sizes::run()
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
            print!("{}", help());
            Ok(())
        }
        other => bail!("unknown command {other}\n\n{}", help()),
    }
}
