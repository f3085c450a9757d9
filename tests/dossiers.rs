//! `tests/fixtures/dossiers/ID/`: dossiers of each official procedure. `valid/` are of several kinds of families, and raise
//! nothing; each file in `broken/` has one thing wrong, and raises just that. Every rule and every constraint of a field is
//! broken by one of them: what no file breaks is listed, and the list must be empty.

mod common;

use common::{day, file, procedure, units};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path as FilePath,
    rc::Rc,
};
use troly::{
    definition::{Definition, Field, FieldType, Path, Severity, When},
    dossier::{Action, Dossier, ImportError},
    json::Json,
    text::date::Precision,
    value::Value,
};

/// A dossier of a file, and the findings that the file expects, as (code, path).
fn open(definition: &Rc<Definition>, path: &str) -> (Dossier, BTreeSet<(String, String)>) {
    let case = Json::parse(&file(path)).unwrap_or_else(|e| panic!("{path}: {e:?}"));
    let text = |json: &Json, key: &str| json.get(key).and_then(Json::as_text).map(ToString::to_string);
    let today = day(&text(&case, "today").unwrap_or_else(|| panic!("{path}: no today")));
    let data = case.get("data").unwrap_or_else(|| panic!("{path}: no data"));
    let mut dossier = match Dossier::from_data(definition.clone(), today, &data.to_text()) {
        Ok(dossier) => dossier,
        // Typed, and nothing that data can hold: "31/02/2026".
        Err(ImportError::Damaged { pointer }) => {
            let place = pointer[1..].replace('/', ".");
            let typed = data.get_dotted(&place).and_then(Json::as_text).unwrap_or_else(|| panic!("{path}: {pointer}"));
            let mut rest = data.clone();
            rest.remove_dotted(&place);
            let mut dossier = Dossier::from_data(definition.clone(), today, &rest.to_text())
                .unwrap_or_else(|e| panic!("{path}: {e:?}"));
            dossier.reduce(Action::Edit { path: Path::field(&place), value: Some(Value::Text(typed.clone())) });
            dossier
        }
        Err(error) => panic!("{path}: {error:?}"),
    };
    for (role, as_role) in case.get("cast").map_or(&[][..], Json::entries) {
        let as_role = as_role.as_text().unwrap_or_else(|| panic!("{path}: cast")).clone();
        dossier.reduce(Action::SamePerson { role: role.clone(), as_role });
    }
    dossier.reduce(Action::UnitsLoaded(Rc::new(units())));
    let findings = case.get("findings").unwrap_or_else(|| panic!("{path}: no findings")).items();
    let expected = findings.iter().filter_map(|f| Some((text(f, "code")?, text(f, "path")?))).collect();
    (dossier, expected)
}

/// Rows have ids of their own; what stands in the files is their number, from 1.
fn found(dossier: &Dossier) -> BTreeSet<(String, String)> {
    let number = |path: &Path| match path.split_row() {
        None => path.as_str().to_owned(),
        Some((group, row, column)) => {
            let at = dossier.rows(group).iter().position(|r| **r == *row).map_or(0, |i| i + 1);
            format!("{group}/r{at}/{column}")
        }
    };
    let findings = dossier.findings().into_iter().chain(dossier.casting_findings());
    findings.map(|f| (f.code.to_string(), f.paths.first().map(number).unwrap_or_default())).collect()
}

fn files(dir: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(FilePath::new(env!("CARGO_MANIFEST_DIR")).join(dir)) else { return Vec::new() };
    let mut files: Vec<String> = entries
        .filter_map(|e| e.ok())
        .map(|e| format!("{dir}/{}", e.file_name().to_string_lossy()))
        .filter(|f| f.ends_with(".json"))
        .collect();
    files.sort();
    files
}

fn procedures() -> Vec<Rc<Definition>> {
    files("procedures")
        .iter()
        .map(|f| procedure(f.trim_start_matches("procedures/").trim_end_matches(".json")))
        .collect()
}

/// What a definition demands of single fields, as (code, path of the field, a column's with `r1`).
fn constraints(definition: &Definition) -> BTreeSet<(String, String)> {
    let mut all = BTreeSet::new();
    for field in &definition.fields {
        let group = field.group.map(|g| &*definition.fields[g.0 as usize].id);
        let path = group.map_or_else(|| field.id.to_string(), |g| format!("{g}/r1/{}", field.local_id()));
        for code in codes(field) {
            all.insert((code.to_owned(), path.clone()));
        }
    }
    all
}

fn codes(field: &Field) -> Vec<&'static str> {
    use FieldType as T;
    let mut codes = Vec::new();
    // What is locked, computed or copied is not left out by anybody.
    let filled = field.compute.is_some() || field.lock == When::Always || field.fill.is_some();
    if field.required == When::Always && !filled && !matches!(field.kind, T::Signature | T::Note) {
        codes.push(if field.kind == T::Declaration { "declaration.not-ticked" } else { "required" });
    }
    let (least, most) = match field.kind {
        T::Text | T::Multiline | T::PersonName => ("text.too-short", "text.too-long"),
        T::Integer | T::Money | T::Number => ("integer.too-small", "integer.too-large"),
        T::Choices => ("choices.too-few", "choices.too-many"),
        T::Group => ("group.too-few", "group.too-many"),
        _ => ("", ""),
    };
    codes.extend(field.min.filter(|_| !least.is_empty()).map(|_| least));
    codes.extend(field.max.filter(|_| !most.is_empty()).map(|_| most));
    match (field.kind, field.precision) {
        (T::Date, Precision::Day) => codes.push("date.needs-day"),
        (T::Date, Precision::Month) => codes.push("date.needs-month"),
        (T::Choice, _) => codes.push("choice.unknown"),
        _ => {}
    }
    codes
}

#[test]
#[expect(clippy::print_stdout, reason = "the counts belong to the test's output")]
fn valid_ones_raise_nothing_and_broken_ones_what_is_broken() {
    let mut wrong = Vec::new();
    for definition in procedures() {
        let dir = format!("tests/fixtures/dossiers/{}", definition.id);
        let (valid, broken) = (files(&format!("{dir}/valid")), files(&format!("{dir}/broken")));
        let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
        for path in valid.iter().chain(&broken) {
            let (dossier, expected) = open(&definition, path);
            let is_valid = path.contains("/valid/");
            if is_valid != expected.is_empty() {
                wrong.push(format!("{path}: valid and broken dossiers are mixed up"));
            }
            let found = found(&dossier);
            if found != expected {
                let only =
                    |a: &BTreeSet<_>, b: &BTreeSet<_>| a.difference(b).cloned().collect::<Vec<(String, String)>>();
                wrong.push(format!(
                    "{path}: found and not expected {:?}, expected and not found {:?}",
                    only(&found, &expected),
                    only(&expected, &found)
                ));
            }
            for key in expected {
                *seen.entry(key).or_default() += 1;
            }
        }
        if valid.len() < 3 {
            wrong.push(format!(
                "{}: {} valid dossiers, fewer than three kinds of families",
                definition.id,
                valid.len()
            ));
        }
        let codes: BTreeSet<&str> = seen.keys().map(|(code, _)| &**code).collect();
        for rule in definition.rules.iter().filter(|r| !codes.contains(&*r.id)) {
            wrong.push(format!("{}: no dossier breaks the rule {}", definition.id, rule.id));
        }
        let all = constraints(&definition);
        for (code, path) in all.iter().filter(|c| !seen.contains_key(*c)) {
            wrong.push(format!("{}: no dossier breaks {code} at {path}", definition.id));
        }
        println!(
            "{}: {} valid, {} broken; {} rules and {} constraints of fields, each broken by a dossier",
            definition.id,
            valid.len(),
            broken.len(),
            definition.rules.len(),
            all.len()
        );
    }
    assert!(wrong.is_empty(), "{} things:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every correction that a finding offers leads to fewer errors, and never to another one.
#[test]
fn corrections_correct() {
    for definition in procedures() {
        for path in files(&format!("tests/fixtures/dossiers/{}/broken", definition.id)) {
            let (dossier, _) = open(&definition, &path);
            let errors = |d: &Dossier| d.findings().iter().filter(|f| f.severity == Severity::Error).count();
            for finding in dossier.findings() {
                let Some(fix) = &finding.fix else { continue };
                let mut fixed = dossier.clone();
                fixed.reduce(Action::Fix(fix.set.clone()));
                let same = |f: &&troly::validate::Finding| f.code == finding.code && f.paths == finding.paths;
                assert!(
                    !fixed.findings().iter().any(|f| same(f)),
                    "{path}: the correction of {} does not correct it",
                    finding.code
                );
                assert!(
                    errors(&fixed) <= errors(&dossier),
                    "{path}: the correction of {} breaks something else",
                    finding.code
                );
            }
        }
    }
}
