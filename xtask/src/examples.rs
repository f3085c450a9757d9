//! The example forms of other projects, imported: what they ship in their npm packages, fetched when the step runs.
//!
//! Only the packages themselves are fetched, not what they depend on (which would be a hundred more, and none of it is an
//! example): `npm pack` of the versions in `xtask/tools/package.json`, each held against its hash there. Nothing of them is kept
//! in the repository.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::cmd::{Show, cargo, clean_env, log_file, must, output, root, say, tools_dir, which};

/// npm's server may not answer where this runs.
const NPM_LIMIT: Duration = Duration::from_secs(300);
/// Fewer than these, of each format, mean that the packages have changed and nothing is tested.
const AT_LEAST: &[(&str, usize)] = &[("formio", 200), ("json-forms", 60), ("json-schema", 80)];
/// Errors that an example may give: it is a button, a tuple of nothing, a schema of anything.
const NO_FIELDS: &str = "There is no field that can be taken over.";
/// One example may take no longer, with an unoptimised program.
const SLOWEST: Duration = Duration::from_secs(5);

/// Imports every example: the definition must be read, and each key of the source be in the report once.
pub fn check() -> Result<()> {
    let packages = fetch()?;
    let examples = packages.join("examples");
    let mut node = Command::new(which("node").context("Node.js is missing")?);
    clean_env(&mut node);
    node.arg(root().join("xtask/tools/examples.mjs")).args([&packages, &examples]);
    if examples.exists() {
        fs::remove_dir_all(&examples)?;
    }
    must("taking the examples out of the packages", &mut node, Show::Log(log_file("examples")), None)?;
    must("cargo build", cargo().args(["build", "--locked", "--package", "troly", "--bin", "troly"]), Show::All, None)?;
    let target = output(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))
        .and_then(|text| serde_json::from_str::<Value>(&text).ok())
        .and_then(|m| m.get("target_directory")?.as_str().map(PathBuf::from))
        .context("cargo does not say where it builds")?;
    let program = target.join("debug/troly");
    let mut counts = Counts::default();
    let mut folders: Vec<PathBuf> = fs::read_dir(&examples)?.flatten().map(|e| e.path()).collect();
    folders.sort();
    for folder in &folders {
        one(&program, folder, &mut counts).with_context(|| format!("example {}", folder.display()))?;
    }
    counts.print();
    for (format, least) in AT_LEAST {
        let found = counts.imported.get(*format).copied().unwrap_or_default();
        if found < *least {
            bail!(
                "only {found} examples of {format} were imported, and there were {least}: do the packages still have them?"
            );
        }
    }
    Ok(())
}

/// Fetches and unpacks the packages; gives the folder that they are in.
fn fetch() -> Result<PathBuf> {
    let pins = fs::read_to_string(root().join("xtask/tools/package.json"))?;
    let pins: Value = serde_json::from_str(&pins).context("xtask/tools/package.json")?;
    let pins = pins.get("examples").and_then(Value::as_object).context("xtask/tools/package.json names no examples")?;
    let dir = tools_dir().join("examples");
    for (name, pin) in pins {
        let at =
            |i: usize| pin.get(i).and_then(Value::as_str).with_context(|| format!("no version and hash for {name}"));
        let (version, integrity) = (at(0)?, at(1)?);
        let place = dir.join(name);
        let stamp = place.join(".fetched-from");
        let key = format!("{version} {integrity}");
        if fs::read_to_string(&stamp).is_ok_and(|s| s == key) {
            continue;
        }
        say(format_args!("fetching {name} {version} from npm (example forms, for tests only)"));
        if place.exists() {
            fs::remove_dir_all(&place)?;
        }
        fs::create_dir_all(&place)?;
        let mut npm = Command::new(which("npm").context("npm is missing; it comes with Node.js")?);
        clean_env(&mut npm);
        npm.current_dir(&place).args([
            "pack",
            "--json",
            "--ignore-scripts",
            "--loglevel=error",
            &format!("{name}@{version}"),
        ]);
        let lines = must("npm pack", &mut npm, Show::Log(log_file("npm")), Some(NPM_LIMIT)).with_context(|| {
            format!("the examples of other projects cannot be fetched from npm ({name} {version}), so importing them is not tested")
        })?;
        let text = lines.join("\n");
        // What npm has to say otherwise may stand around it.
        let json = text.get(text.find('[').unwrap_or(0)..).unwrap_or_default();
        let said = serde_json::Deserializer::from_str(json).into_iter::<Value>().next();
        let said = said.with_context(|| format!("npm pack says nothing about {name}"))??;
        let said = said.get(0).context("npm pack names no file")?;
        if said.get("integrity").and_then(Value::as_str) != Some(integrity) {
            bail!("{name} {version} is not what it was: its hash differs from the one in xtask/tools/package.json");
        }
        let file = said.get("filename").and_then(Value::as_str).context("npm pack names no file")?;
        let file = Path::new(file).file_name().context("npm pack names no file")?;
        let mut tar = Command::new(which("tar").context("tar is missing")?);
        tar.current_dir(&place).args(["-xzf", &file.to_string_lossy(), "--strip-components=1"]);
        must("tar", &mut tar, Show::Log(log_file("npm")), None)?;
        fs::remove_file(place.join(file))?;
        fs::write(stamp, key)?;
    }
    Ok(dir)
}

#[derive(Default)]
struct Counts {
    imported: BTreeMap<String, usize>,
    without_fields: BTreeMap<String, usize>,
    fields: usize,
    verdicts: BTreeMap<String, usize>,
    codes: BTreeMap<(String, String), usize>,
    slowest: Duration,
}

impl Counts {
    fn print(&self) {
        for (format, n) in &self.imported {
            let empty = self.without_fields.get(format).copied().unwrap_or_default();
            println!("  {format:<12} {n:>4} imported, {empty:>3} have no field");
        }
        let verdicts: Vec<String> = self.verdicts.iter().map(|(v, n)| format!("{n} {v}")).collect();
        println!(
            "  {} fields; keys: {}; slowest {:.2} s",
            self.fields,
            verdicts.join(", "),
            self.slowest.as_secs_f64()
        );
        for ((verdict, code), n) in self.codes.iter().filter(|((verdict, _), _)| verdict != "kept") {
            println!("  {n:>6} {verdict:<13} {code}");
        }
    }
}

fn one(program: &Path, folder: &Path, counts: &mut Counts) -> Result<()> {
    let (source, ui, report) = (folder.join("source.json"), folder.join("ui.json"), folder.join("report.jsonl"));
    let format = fs::read_to_string(folder.join("from"))?;
    let mut c = Command::new(program);
    c.args(["--lang", "en", "import", "--from", &format, "--report"]).arg(&report).arg(&source);
    if ui.is_file() {
        c.arg("--ui").arg(&ui);
    }
    let begun = Instant::now();
    let done = c.output()?;
    let took = begun.elapsed();
    counts.slowest = counts.slowest.max(took);
    if took > SLOWEST {
        bail!("took {:.1} s", took.as_secs_f64());
    }
    let error = String::from_utf8_lossy(&done.stderr);
    match done.status.code() {
        Some(0 | 1) => {}
        Some(2) if error.contains(NO_FIELDS) => {
            *counts.without_fields.entry(format).or_default() += 1;
            return Ok(());
        }
        _ => bail!("{}: {error}", done.status),
    }
    let definition = folder.join("definition.json");
    fs::write(&definition, &done.stdout)?;
    // `lint` reads it with the parser, and ends with 0 only when that says nothing.
    let mut lint = Command::new(program);
    lint.args(["--lang", "en", "lint"]).arg(&definition);
    let linted = lint.output()?;
    if !linted.status.success() {
        bail!("the definition is refused: {}", String::from_utf8_lossy(&linted.stdout));
    }
    let mut expected = BTreeSet::new();
    for (document, path) in [("form", &source), ("ui", &ui)] {
        if path.is_file() {
            keys(&serde_json::from_str(&fs::read_to_string(path)?)?, document, &mut String::new(), &mut expected);
        }
    }
    let mut dropped = false;
    for line in fs::read_to_string(&report)?.lines().filter(|l| !l.is_empty()) {
        let entry: Value = serde_json::from_str(line)?;
        let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        if !expected.remove(&(text("document"), text("pointer"))) {
            bail!("told twice, or not there: {line}");
        }
        dropped |= text("verdict") == "dropped";
        *counts.verdicts.entry(text("verdict")).or_default() += 1;
        *counts.codes.entry((text("verdict"), text("code"))).or_default() += 1;
    }
    if let Some((document, pointer)) = expected.first() {
        bail!("nothing is told about {document} {pointer}");
    }
    if dropped != (done.status.code() == Some(1)) {
        bail!("the exit code does not say whether something was dropped");
    }
    counts.fields += fields(&serde_json::from_slice(&done.stdout)?);
    *counts.imported.entry(format).or_default() += 1;
    Ok(())
}

/// Every key of every object, as (document, JSON pointer).
fn keys(json: &Value, document: &str, pointer: &mut String, out: &mut BTreeSet<(String, String)>) {
    let length = pointer.len();
    let inner: Vec<(String, &Value)> = match json {
        Value::Object(all) => all.iter().map(|(k, v)| (k.replace('~', "~0").replace('/', "~1"), v)).collect(),
        Value::Array(all) => all.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
        _ => return,
    };
    for (token, value) in inner {
        pointer.push('/');
        pointer.push_str(&token);
        if json.is_object() {
            out.insert((document.to_owned(), pointer.clone()));
        }
        keys(value, document, pointer, out);
        pointer.truncate(length);
    }
}

/// Fields and columns of a definition.
fn fields(json: &Value) -> usize {
    match json {
        Value::Object(all) => {
            let own = all.get("fields").and_then(Value::as_array).filter(|l| l.iter().all(Value::is_object));
            own.map_or(0, Vec::len) + all.values().map(fields).sum::<usize>()
        }
        Value::Array(all) => all.iter().map(fields).sum(),
        _ => 0,
    }
}
