//! `tests/fixtures/dossiers/ID/`: dossiers of each official procedure. `valid/` are of several kinds of families, and raise
//! nothing; each file in `broken/` has one thing wrong, and raises just that. Every rule and every constraint of a field is
//! broken by one of them, every rule is kept by one, every box that is not always required is left out by a valid one, every
//! correction is offered: what no file does is listed, and the list must be empty. All messages come out without a gap.

mod common;

use common::{day, file, open_case, procedure, units};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path as FilePath,
    rc::Rc,
};
use troly::{
    definition::{Definition, Field, FieldIx, FieldType, Path, Rule, Severity, When},
    dossier::{Action, Dossier},
    i18n,
    json::Json,
    rules::Env,
    text::date::Precision,
    validate::{Finding, Shown, View},
};

/// A dossier of a file, and the findings that the file expects, as (code, path).
fn open(definition: &Rc<Definition>, path: &str) -> (Dossier, BTreeSet<(String, String)>) {
    let case = Json::parse(&file(path)).unwrap_or_else(|e| panic!("{path}: {e:?}"));
    let text = |json: &Json, key: &str| json.get(key).and_then(Json::as_text).map(ToString::to_string);
    let findings = case.get("findings").unwrap_or_else(|| panic!("{path}: no findings")).items();
    let expected = findings.iter().filter_map(|f| Some((text(f, "code")?, text(f, "path")?))).collect();
    (open_case(definition, &case, path), expected)
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

/// Fields outside groups that are required only under a condition.
fn conditional(definition: &Definition) -> impl Iterator<Item = &Field> {
    definition.fields.iter().filter(|f| f.group.is_none() && matches!(f.required, When::If(_)))
}

fn codes(field: &Field) -> Vec<&'static str> {
    use FieldType as T;
    let mut codes = Vec::new();
    // What is locked, computed or copied is not left out by anybody.
    let filled = field.compute.is_some() || field.lock == When::Always || field.fill.is_some();
    if field.required != When::Never && !filled && !matches!(field.kind, T::Signature | T::Note) {
        codes.push(if field.kind == T::Declaration { "declaration.not-ticked" } else { "required" });
    }
    let (least, most) = match field.kind {
        T::Text | T::Multiline | T::PersonName => ("text.too-short", "text.too-long"),
        T::Integer | T::Money | T::Number => ("integer.too-small", "integer.too-large"),
        T::Choices => ("choices.too-few", "choices.too-many"),
        T::Group => ("group.too-few", "group.too-many"),
        _ => ("", ""),
    };
    // A table without rows is missing, not too short.
    let least = if field.kind == T::Group && field.min == Some(1) { "" } else { least };
    codes.extend(field.min.filter(|_| !least.is_empty()).map(|_| least));
    codes.extend(field.max.filter(|_| !most.is_empty()).map(|_| most));
    match (field.kind, field.precision) {
        (T::Number, _) => codes.push("number.decimals"),
        (T::Date, Precision::Day) => codes.push("date.needs-day"),
        (T::Date, Precision::Month) => codes.push("date.needs-month"),
        (T::Choice, _) => codes.push("choice.unknown"),
        _ => {}
    }
    codes
}

/// Whether a rule applies to a dossier and is kept, in a row at least.
fn keeps(dossier: &Dossier, rule: &Rule) -> bool {
    let definition = dossier.definition();
    let shown = Shown::new(definition, dossier);
    let view = View { env: dossier, shown: &shown };
    let holds = |expr: &troly::rules::Expr, row: Option<(FieldIx, usize)>| {
        expr.holds(definition, &view, row).unwrap_or_else(|e| panic!("{}: {}", rule.id, e.code())) == Some(true)
    };
    let kept = |row| rule.when.as_ref().is_none_or(|when| holds(when, row)) && holds(&rule.check, row);
    match rule.each.as_ref().and_then(|id| definition.field(id)) {
        Some((group, _)) => (0..view.rows(group)).any(|row| kept(Some((group, row)))),
        None => kept(None),
    }
}

/// Whether a box may be left out here, and is.
fn leaves_out(dossier: &Dossier, field: &Field) -> bool {
    let path = Path::field(&field.id);
    let empty = dossier.answer(&path).is_none_or(|a| a.value.is_none());
    !dossier.required(&path) && (empty || !dossier.visible(&path))
}

/// What is wrong with the words of a finding: a parameter without a value, a gap where it should be, no law.
fn gaps(finding: &Finding, is_rule: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for lang in ["vi", "en"] {
        let text = i18n::finding(finding, lang);
        for said in [Some(text.what), text.how].into_iter().flatten() {
            let gap = ["{", "}", "  ", "()", "“”", " ,", " ."].iter().any(|gap| said.contains(gap));
            if gap || said.is_empty() || said == *finding.code {
                wrong.push(format!("{} in {lang}: “{said}”", finding.code));
            }
        }
        if is_rule && text.why.is_none_or(|law| law.chars().count() <= 10) {
            wrong.push(format!("{}: no law", finding.code));
        }
    }
    let empty = finding.params.iter().filter(|(_, value)| value.trim().is_empty());
    wrong.extend(empty.map(|(name, _)| format!("{}: nothing for {{{name}}}", finding.code)));
    wrong
}

#[test]
#[expect(clippy::print_stdout, reason = "the counts belong to the test's output")]
fn valid_ones_raise_nothing_and_broken_ones_what_is_broken() {
    let mut wrong = Vec::new();
    for definition in procedures() {
        let dir = format!("tests/fixtures/dossiers/{}", definition.id);
        let (valid, broken) = (files(&format!("{dir}/valid")), files(&format!("{dir}/broken")));
        let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
        let (mut kept, mut corrected, mut left_out) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
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
            for finding in dossier.findings() {
                let rule = definition.rules.iter().find(|r| r.id == finding.code);
                wrong.extend(gaps(finding, rule.is_some()).into_iter().map(|what| format!("{path}: {what}")));
                corrected.extend(rule.filter(|_| finding.fix.is_some()).map(|r| r.id.clone()));
            }
            kept.extend(definition.rules.iter().filter(|r| keeps(&dossier, r)).map(|r| r.id.clone()));
            if is_valid {
                left_out.extend(conditional(&definition).filter(|f| leaves_out(&dossier, f)).map(|f| f.id.clone()));
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
        for rule in definition.rules.iter().filter(|r| !kept.contains(&r.id)) {
            wrong.push(format!("{}: no dossier keeps the rule {}", definition.id, rule.id));
        }
        for rule in definition.rules.iter().filter(|r| r.fix.is_some() && !corrected.contains(&r.id)) {
            wrong.push(format!("{}: no dossier is offered the correction of {}", definition.id, rule.id));
        }
        for field in conditional(&definition).filter(|f| !left_out.contains(&f.id)) {
            wrong.push(format!("{}: no valid dossier leaves out {}", definition.id, field.id));
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
                let same = |f: &&Finding| f.code == finding.code && f.paths == finding.paths;
                assert!(
                    !fixed.findings().iter().any(same),
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

/// What is missing is asked for, with the law that asks for it; there is nothing to complain about.
#[test]
fn an_empty_dossier_is_only_asked() {
    for definition in procedures() {
        let mut dossier = Dossier::new(definition.clone(), day("2026-11-22"));
        dossier.reduce(Action::UnitsLoaded(Rc::new(units())));
        assert!(!dossier.findings().is_empty(), "{}", definition.id);
        for finding in dossier.findings() {
            let asked = ["required", "declaration.not-ticked"].contains(&&*finding.code);
            assert!(asked, "{}: {} of an empty dossier", definition.id, finding.code);
            assert_eq!(gaps(finding, true), Vec::<String>::new(), "{}: {:?}", definition.id, finding.paths);
        }
    }
}
