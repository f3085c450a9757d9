//! Rules about the project's own files that no other tool checks.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    cmd::{output, root, say},
    fuzz,
};

/// A reader should find what is unfinished in the issue list, and a test that does not run is none.
/// In two parts, so that this file does not find itself.
const UNFINISHED: &[(&str, &str)] = &[
    ("TO", "DO"),
    ("FIX", "ME"),
    ("XX", "X:"),
    ("#[ign", "ore"),
    ("test.", "skip("),
    ("test.", "only("),
    ("dbg", "!("),
];
/// Places on one person's machine.
const MACHINE: &[(&str, &str)] = &[("/wo", "rk/"), ("/ro", "ot/"), ("/t", "mp/"), ("/ho", "me/"), ("/Us", "ers/")];
/// Which registry serves the packages is a matter of each machine's configuration.
const REGISTRIES: &[(&str, &str)] = &[
    ("registry.", "npmjs"),
    ("registry.", "yarnpkg"),
    ("index.", "crates.io"),
    ("static.", "crates.io"),
    ("files.", "pythonhosted"),
    ("deb.", "debian.org"),
    ("static.rust", "-lang.org"),
];
/// What a strict policy blocks, so a page or view that uses it would look wrong in a portal.
const BLOCKED_IN_HTML: &[&str] =
    &[" style=", "<style", " onclick=", " onload=", " onsubmit=", " onchange=", " oninput="];
/// What reads a clock, a file, the network or the environment, or writes to a terminal. The core gets today's date and every
/// byte as arguments (invariant 1), so that the same input gives the same answer everywhere.
const IMPURE: &[&str] =
    &["SystemTime", "Instant::now", "now_utc", "now_local", "getrandom", "thread_rng", "RandomState", "println!"];
/// Modules of the standard library that do the same.
const IMPURE_STD: &[&str] = &["fs", "net", "env", "process", "time", "thread", "io", "os"];
/// The layers below the line, and the native program: they may.
const EDGE: &[&str] = &["src/browser/", "src/ui/", "src/bin/"];
/// A larger file is something that a script should make, unless it is a source of data.
const LARGEST: u64 = 1 << 20;

/// Fails with every breach of the rules.
pub fn check() -> Result<()> {
    let files = listed()?;
    let mut problems = Vec::new();
    for name in &files {
        let path = root().join(name);
        let Ok(bytes) = fs::read(&path) else { continue };
        let is_data = name.starts_with("data/") || name.starts_with("tests/fixtures/");
        if bytes.len() as u64 > LARGEST && !is_data {
            problems.push(format!("{name}: {} KB; a script should make it when it is needed", bytes.len() / 1024));
        }
        if is_built(name) {
            problems.push(format!("{name}: the build makes such files; they are not kept"));
        }
        if let Ok(text) = std::str::from_utf8(&bytes) {
            problems.extend(text_problems(name, text));
        }
    }
    problems.extend(data_problems(&files));
    problems.extend(fuzz::problems()?);
    if !problems.is_empty() {
        bail!("{} problems:\n  {}", problems.len(), problems.join("\n  "));
    }
    say(format_args!("{} files follow the rules", files.len()));
    Ok(())
}

/// Whether only the build makes such a file: a module, or a compressed copy for servers.
fn is_built(name: &str) -> bool {
    [".wasm", ".br", ".gz"].iter().any(|ending| name.ends_with(ending))
}

/// What git tracks or would track, as paths relative to the root. Without git nothing can be said.
fn listed() -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let text = output(&mut git).context("git cannot list the project's files")?;
    let names: BTreeSet<String> = text.split('\0').filter(|n| !n.is_empty()).map(str::to_owned).collect();
    Ok(names.into_iter().filter(|n| root().join(n).is_file()).collect())
}

fn text_problems(name: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    // Lock files are written by tools; Cargo's names the public index in its own way
    let is_lock = name.ends_with("Cargo.lock");
    let is_data = name.starts_with("data/") || name.starts_with("tests/fixtures/") || name.ends_with(".csv");
    let mut is_core = name.starts_with("src/")
        && name.ends_with(".rs")
        && !name.ends_with("/tests.rs")
        && !EDGE.iter().any(|e| name.starts_with(e));
    let mut in_use_std = false;
    for (number, line) in text.lines().enumerate() {
        let mut report = |what: &str, found: &str| problems.push(format!("{name}:{}: {what}: {found}", number + 1));
        let joined = |(a, b): &(&str, &str)| format!("{a}{b}");
        if !is_data {
            for word in UNFINISHED.iter().map(joined).filter(|w| line.contains(w)) {
                report("unfinished or not run", &word);
            }
        }
        for place in MACHINE.iter().map(joined).filter(|w| line.contains(w)) {
            report("a path of one machine", &place);
        }
        if !is_lock {
            for host in REGISTRIES.iter().map(joined).filter(|w| line.contains(w)) {
                report("the host of a package registry", &host);
            }
        }
        is_core &= line != "#[cfg(test)]"; // tests stand at the end of a file
        if is_core && !line.trim_start().starts_with("//") {
            for found in IMPURE.iter().filter(|w| line.contains(**w)).chain(impure_std(line, &mut in_use_std)) {
                report("the core does no I/O and reads no clock", found);
            }
        }
        if name.ends_with(".html") {
            for found in BLOCKED_IN_HTML.iter().filter(|w| line.contains(**w)) {
                report("blocked by the strict policy", found.trim());
            }
            if line.contains("<script") && !line.contains("src=") {
                report("blocked by the strict policy", "inline script");
            }
        }
        if name.starts_with("src/ui/")
            && name.ends_with(".rs")
            && (line.contains(" style={") || line.contains(" style=\""))
        {
            report("blocked by the strict policy", "style attribute");
        }
    }
    problems
}

/// The impure modules of `std` that a line names: by their path, or in a `use std::{…}` of one or several lines.
fn impure_std(line: &str, in_use_std: &mut bool) -> Vec<&'static &'static str> {
    *in_use_std |= line.trim_start().starts_with("use std::{");
    let words =
        |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned).collect::<Vec<_>>();
    let named: Vec<String> = if *in_use_std {
        words(line)
    } else {
        line.match_indices("std::").filter_map(|(at, _)| words(&line[at + 5..]).into_iter().next()).collect()
    };
    *in_use_std &= !line.contains(';');
    IMPURE_STD.iter().filter(|m| named.iter().any(|n| n == **m)).collect()
}

/// Every directory with tables has a README that names each of them, with its source and licence.
fn data_problems(files: &[String]) -> Vec<String> {
    let mut tables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (dir, file) in files.iter().filter(|n| n.ends_with(".csv")).filter_map(|n| n.rsplit_once('/')) {
        tables.entry(dir).or_default().push(file);
    }
    let mut problems = Vec::new();
    for (dir, names) in tables {
        let Ok(text) = fs::read_to_string(root().join(dir).join("README.md")) else {
            problems.push(format!(
                "{dir}/README.md is missing: where do its {} tables come from, under what licence?",
                names.len()
            ));
            continue;
        };
        let unnamed: Vec<&str> = names.into_iter().filter(|n| !text.contains(n)).collect();
        if !unnamed.is_empty() {
            problems.push(format!("{dir}/README.md does not name {}", unnamed.join(", ")));
        }
        let lower = text.to_lowercase();
        if !lower.contains("licence") && !lower.contains("license") {
            problems.push(format!("{dir}/README.md names no licence"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_build_makes_is_not_kept() {
        for (name, expected) in [
            ("dist-2/troly/element-1.wasm", true),
            ("dist-2/index.html.br", true),
            ("dist-2/index.html.gz", true),
            ("www/portal/index.html", false),
        ] {
            assert_eq!(is_built(name), expected, "{name}");
        }
    }

    #[test]
    fn each_rule_finds_its_breach_and_only_that() {
        for (name, line, expected) in [
            ("src/a.rs", format!("// {}{}: later", "TO", "DO"), true),
            ("src/a.rs", format!("{}{}]", "#[ign", "ore"), true),
            ("README.md", format!("see {}{}x", "/ro", "ot/"), true),
            ("tests/e2e/package-lock.json", format!("https://{}{}.org/a", "registry.", "npmjs"), true),
            ("index.html", "<p style=\"color: red\">".to_owned(), true),
            ("index.html", "<script>go()</script>".to_owned(), true),
            ("index.html", "<script type=\"module\" src=\"a.js\"></script>".to_owned(), false),
            ("src/ui/a.rs", "html! { <p style={x} /> }".to_owned(), true),
            ("src/a.rs", "/usr/bin/rustc".to_owned(), false),
            ("src/a.rs", "let style = 1;".to_owned(), false),
            ("src/rules/a.rs", "let now = std::time::SystemTime::now();".to_owned(), true),
            ("src/a.rs", "use std::{\n    fs,\n    rc::Rc,\n};".to_owned(), true),
            ("src/a.rs", "use std::{\n    rc::Rc,\n};\nlet time = 1;".to_owned(), false),
            ("src/rules/a.rs", "#[cfg(test)]\nuse std::fs;".to_owned(), false),
            ("src/bin/a.rs", "use std::fs;".to_owned(), false),
        ] {
            assert_eq!(!text_problems(name, &line).is_empty(), expected, "{name}: {line}");
        }
    }
}
