//! Licences of everything that is compiled into the product, its tests or its tools, held against a list.
//!
//! Cargo's own metadata is enough for that, so no tool has to be compiled for it. An entry in the list says why it may be there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
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

/// The packages that a build for `target` takes in, with the licence each states.
fn cargo_packages(manifest: &Path, target: &str) -> Result<BTreeMap<String, Option<String>>> {
    let mut c: Command = cargo();
    c.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", target, "--manifest-path"])
        .arg(manifest);
    let text = output(&mut c).with_context(|| format!("cargo metadata failed for {}", manifest.display()))?;
    let metadata: Value = serde_json::from_str(&text)?;
    let used: BTreeSet<&str> =
        metadata["resolve"]["nodes"].as_array().into_iter().flatten().filter_map(|n| n["id"].as_str()).collect();
    let mut found = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let outside = !package["source"].is_null();
        if outside && package["id"].as_str().is_some_and(|id| used.contains(id)) {
            let text = |key: &str| package[key].as_str().map(str::to_owned);
            found.insert(
                format!("{} {}", text("name").unwrap_or_default(), text("version").unwrap_or_default()),
                text("license"),
            );
        }
    }
    if found.is_empty() {
        bail!("cargo metadata lists no dependency of {}", manifest.display());
    }
    Ok(found)
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
        look(cargo_packages(&root().join("Cargo.toml"), target)?, ours);
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
