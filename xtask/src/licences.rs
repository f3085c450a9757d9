//! Licences of everything that is compiled into the product, its tests or its tools, held against a list.
//!
//! Cargo's own metadata is enough for that, so no tool has to be compiled for it. An entry in the list says why it may be there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    cmd::{cargo, host_triple, output, root, say},
    setup::WASM,
};

/// Licences that code of ours under `MIT OR Apache-2.0` can be combined with and handed on under.
const ALLOWED: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "BSL-1.0",
    "0BSD",
    "CC0-1.0",
    "Unlicense",
    "Unicode-3.0", // the Unicode tables of unicode-ident
];

/// Licences that are fine for tools, which are run and never handed on.
const ALLOWED_FOR_TOOLS: &[&str] = &[
    "MPL-2.0", // axe-core
];

/// Whether an SPDX expression can be met with what `allowed` accepts. `OR` needs one side, `AND` both.
/// The older `MIT/Apache-2.0` means `OR`. `None`: the expression cannot be read.
fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let result = either(&tokens, &mut at, allowed)?;
    (at == tokens.len()).then_some(result)
}

fn either(tokens: &[&str], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut result = both(tokens, at, allowed)?;
    while tokens.get(*at) == Some(&"OR") {
        *at += 1;
        result |= both(tokens, at, allowed)?;
    }
    Some(result)
}

fn both(tokens: &[&str], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut result = one(tokens, at, allowed)?;
    while tokens.get(*at) == Some(&"AND") {
        *at += 1;
        result &= one(tokens, at, allowed)?;
    }
    Some(result)
}

fn one(tokens: &[&str], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let token = *tokens.get(*at)?;
    *at += 1;
    match token {
        "(" => {
            let inner = either(tokens, at, allowed)?;
            (tokens.get(*at) == Some(&")")).then(|| *at += 1)?;
            Some(inner)
        }
        ")" | "OR" | "AND" | "WITH" => None,
        name if tokens.get(*at) == Some(&"WITH") => {
            let exception = *tokens.get(*at + 1)?;
            *at += 2;
            Some(allowed(&format!("{name} WITH {exception}")))
        }
        name => Some(allowed(name)),
    }
}

fn ours(name: &str) -> bool {
    ALLOWED.contains(&name)
}

fn tools(name: &str) -> bool {
    ours(name) || ALLOWED_FOR_TOOLS.contains(&name)
}

fn metadata(target: &str, features: &[&str]) -> Result<Value> {
    let mut c = cargo();
    c.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", target]).args(features);
    let text = output(&mut c).context("cargo metadata failed; is Cargo.lock up to date?")?;
    Ok(serde_json::from_str(&text)?)
}

/// The packages of others that a build for `target` takes in, with the licence each states.
fn cargo_packages(target: &str) -> Result<BTreeMap<String, Option<String>>> {
    let metadata = metadata(target, &[])?;
    let used: BTreeSet<&str> =
        metadata["resolve"]["nodes"].as_array().into_iter().flatten().filter_map(|n| n["id"].as_str()).collect();
    let mut found = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let outside = !package["source"].is_null();
        if outside && package["id"].as_str().is_some_and(|id| used.contains(id)) {
            found.insert(name_and_version(package), package["license"].as_str().map(str::to_owned));
        }
    }
    if found.is_empty() {
        bail!("cargo metadata lists no dependency");
    }
    Ok(found)
}

/// The version of `troly`.
pub fn version() -> Result<String> {
    let metadata = metadata(WASM, &[])?;
    let package =
        metadata["packages"].as_array().into_iter().flatten().find(|p| p["name"] == "troly" && p["source"].is_null());
    package.and_then(|p| Some(p["version"].as_str()?.to_owned())).context("cargo metadata does not list troly")
}

fn name_and_version(package: &Value) -> String {
    format!("{} {}", package["name"].as_str().unwrap_or_default(), package["version"].as_str().unwrap_or_default())
}

/// The notices that most licences want beside the code: of all crates that are linked into the browser modules, or of these
/// direct dependencies (with all that they depend on) where `only` names some. `what` begins the sentence that says so.
pub fn notices(features: &[&str], only: &[&str], what: &str) -> Result<String> {
    let metadata = metadata(WASM, features)?;
    let packages: BTreeMap<&str, &Value> =
        metadata["packages"].as_array().into_iter().flatten().filter_map(|p| Some((p["id"].as_str()?, p))).collect();
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|n| Some((n["id"].as_str()?, n)))
        .collect();
    let has_kind = |package: &Value, kind: &str| {
        let targets = package["targets"].as_array().into_iter().flatten();
        targets.flat_map(|t| t["kind"].as_array().into_iter().flatten()).any(|k| k.as_str() == Some(kind))
    };
    // Macros and build scripts run on the machine that compiles; what they link is not in the modules
    let mut linked: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> =
        packages.iter().filter(|(_, p)| p["name"] == "troly" && p["source"].is_null()).map(|(id, _)| *id).collect();
    let is_wanted = |from: &str, to: &str| {
        let name = packages.get(to).and_then(|p| p["name"].as_str()).unwrap_or_default();
        only.is_empty() || packages.get(from).is_none_or(|p| p["name"] != "troly") || only.contains(&name)
    };
    while let Some(id) = open.pop() {
        if packages.get(id).is_none_or(|p| has_kind(p, "proc-macro")) || !linked.insert(id) {
            continue;
        }
        for dependency in nodes.get(id).and_then(|n| n["deps"].as_array()).into_iter().flatten() {
            let normal = dependency["dep_kinds"].as_array().into_iter().flatten().any(|k| k["kind"].is_null());
            open.extend(dependency["pkg"].as_str().filter(|to| normal && is_wanted(id, to)));
        }
    }
    // Many crates of one author carry the same text
    let mut by_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in linked.iter().filter_map(|id| packages.get(id)).filter(|p| !p["source"].is_null()) {
        let who = format!("{} ({})", name_and_version(package), package["license"].as_str().unwrap_or("?"));
        by_text.entry(licence_text(package)?).or_default().push(who);
    }
    let mut entries: Vec<(Vec<String>, String)> = by_text
        .into_iter()
        .map(|(text, mut who)| {
            who.sort();
            (who, text)
        })
        .collect();
    entries.sort();
    let mut out = format!("{what}: with code of the Rust standard library (MIT OR Apache-2.0) and of these crates.\n");
    for (who, text) in entries {
        out += &format!("\n{}\n{}\n\n{}\n", "=".repeat(100), who.join("\n"), text.trim());
    }
    Ok(out)
}

/// A crate's own licence file: MIT's where there is a choice, since it is the shortest.
fn licence_text(package: &Value) -> Result<String> {
    let dir = Path::new(package["manifest_path"].as_str().unwrap_or_default())
        .parent()
        .unwrap_or(Path::new(""))
        .to_path_buf();
    let mut names: Vec<String> = fs::read_dir(&dir)
        .with_context(|| format!("cannot read {}", dir.display()))?
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|n| {
            ["LICENSE", "LICENCE", "COPYING", "UNLICENSE"].iter().any(|start| n.to_uppercase().starts_with(start))
        })
        .collect();
    names.sort_by_key(|n| (!n.to_uppercase().contains("MIT"), n.clone()));
    let text = names.first().and_then(|n| fs::read_to_string(dir.join(n)).ok());
    Ok(text.map_or_else(
        || {
            format!(
                "No text in the package; by {}.",
                package["authors"]
                    .as_array()
                    .map(|a| a.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "))
                    .unwrap_or_default()
            )
        },
        |t| t.replace("\r\n", "\n"),
    ))
}

fn npm_packages(lock: &Path) -> Result<BTreeMap<String, Option<String>>> {
    let text = fs::read_to_string(lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let lock: Value = serde_json::from_str(&text)?;
    let packages = lock["packages"].as_object().into_iter().flatten().filter(|(path, _)| !path.is_empty());
    Ok(packages
        .map(|(path, p)| {
            let name = path.rsplit("node_modules/").next().unwrap_or(path);
            (format!("{name} {}", p["version"].as_str().unwrap_or_default()), p["license"].as_str().map(str::to_owned))
        })
        .collect())
}

/// Fails on a dependency whose licence is missing, unreadable or not on the list.
pub fn check() -> Result<()> {
    let host = host_triple()?;
    let mut problems = Vec::new();
    let mut checked = BTreeSet::new();
    let mut look = |packages: BTreeMap<String, Option<String>>, accepted: fn(&str) -> bool| {
        for (package, licence) in packages {
            let problem = match &licence {
                None => Some("states no licence".to_owned()),
                Some(l) => match satisfied(l, &accepted) {
                    None => Some(format!("states a licence that cannot be read: {l}")),
                    Some(false) => Some(format!("is under {l}, which is not on the list")),
                    Some(true) => None,
                },
            };
            if let Some(problem) = problem {
                problems.push(format!("  {package} {problem}"));
            }
            checked.insert(package);
        }
    };
    for target in [WASM, &host] {
        look(cargo_packages(target)?, ours);
    }
    for lock in ["xtask/tools/package-lock.json", "tests/e2e/package-lock.json"] {
        look(npm_packages(&root().join(lock))?, tools);
    }
    if !problems.is_empty() {
        problems.sort();
        problems.dedup();
        bail!("dependencies with a licence problem (the list is in xtask/src/licences.rs):\n{}", problems.join("\n"));
    }
    say(format_args!("{} dependencies, all under licences on the list", checked.len()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        for (expression, expected) in [
            ("MIT", Some(true)),
            ("MIT OR Apache-2.0", Some(true)),
            ("MIT/GPL-3.0", Some(true)),
            ("GPL-3.0-only", Some(false)),
            ("GPL-3.0-only OR MIT", Some(true)),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", Some(true)),
            ("MIT AND GPL-3.0-only", Some(false)),
            ("MIT AND GPL-3.0-only OR Apache-2.0", Some(true)),
            ("MIT AND (GPL-3.0-only OR LGPL-2.1)", Some(false)),
            ("Apache-2.0 WITH LLVM-exception", Some(true)),
            ("Apache-2.0 WITH Other-exception", Some(false)),
            ("GPL-2.0 WITH Classpath-exception-2.0 OR MIT", Some(true)),
            ("MIT OR", None),
            ("(MIT", None),
            ("MIT)", None),
            ("MIT Apache-2.0", None),
            ("", None),
        ] {
            assert_eq!(satisfied(expression, &ours), expected, "{expression}");
        }
        assert_eq!(satisfied("MPL-2.0", &ours), Some(false));
        assert_eq!(satisfied("MPL-2.0", &tools), Some(true));
    }
}
