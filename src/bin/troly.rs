//! `troly`: the same core without a browser, for portal teams, officers and tests. JSON in and out.
//!
//! Exit codes: 0 fine; 1 errors were found in what was checked; 2 the command or a file could not be understood.

#[cfg(not(target_arch = "wasm32"))]
#[path = "troly/cli.rs"]
mod cli;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    cli::run()
}

/// There is no command line in a browser.
#[cfg(target_arch = "wasm32")]
fn main() {}
