//! The linter: every code has a definition that raises it and one much like it that does not, and what it says of
//! conditions and rules is so for any answers.

use proptest::prelude::*;
use serde_json::{Value as J, json};
use std::{collections::BTreeSet, fs, path::PathBuf};
use troly::{
    definition::{Definition, Diagnostic, DiagnosticCode, FieldIx, Severity, When, lint, parse},
    i18n,
    json::Json,
    rules::Expr,
    text::date::Day,
    validate::{Checks, Data, Shown, View, check},
};

fn today() -> Day {
    Day::from_calendar_date(2026, time::Month::November, 22).expect("a day")
}

fn remarks(text: &str) -> Vec<Diagnostic> {
    match parse(text) {
        Err(refused) => refused,
        Ok(definition) => lint(&definition, today()),
    }
}

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lint")
}

/// `CODE/raises.json` gives exactly the remarks of `CODE/expected` (severity, code, pointer a line), the code among them;
/// `CODE/near.json` differs little, and does not give the code, nor any warning.
#[test]
fn every_code_is_raised_where_it_must_and_not_beside() {
    let mut wrong = Vec::new();
    for folder in fs::read_dir(fixtures()).expect("the fixtures").map(|e| e.expect("an entry").path()) {
        let code = folder.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{code}/{name}: {e}"));
        let line = |d: &Diagnostic| format!("{:?} {} {}", d.severity, d.code.code(), d.pointer).to_lowercase();
        let found: Vec<String> = remarks(&read("raises.json")).iter().map(line).collect();
        let expected: Vec<String> = read("expected").lines().map(str::to_lowercase).collect();
        if found != expected || !found.iter().any(|l| l.split(' ').nth(1) == Some(&code)) {
            wrong.push(format!("{code}\n found    {found:#?}\n expected {expected:#?}"));
        }
        let near = remarks(&read("near.json"));
        let bad = near.iter().filter(|d| d.code.code() == code || d.severity >= Severity::Warning);
        wrong.extend(bad.map(|d| format!("{code}/near.json: {}", line(d))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_that_names_nothing_but_a_note_or_a_signature_never_fires() {
    let text = fs::read_to_string(fixtures().join("lint.rule-never-fires/near.json")).expect("the fixture");
    for kind in ["note", "signature", "text"] {
        let mut form: J = serde_json::from_str(&text).expect("JSON");
        let both = json!({"vi": "Lời", "en": "Words"});
        let mut field = json!({"id": "said", "type": kind, "label": both});
        if kind == "text" {
            field["help"] = both;
        }
        form["steps"][0]["sections"][0]["fields"].as_array_mut().expect("fields").push(field);
        for rule in form["rules"].as_array_mut().expect("rules") {
            rule["fields"] = json!(["said"]);
        }
        let found = remarks(&form.to_string());
        let never = found.iter().any(|d| d.code.code() == "lint.rule-never-fires" && d.pointer == "/rules/0/fields");
        assert_eq!(never, kind != "text", "{kind}: {found:?}");
    }
}

#[test]
fn no_code_is_without_a_fixture() {
    let names = |folder: &str| {
        let path = fixtures().with_file_name(folder);
        let entries = fs::read_dir(path).expect("the fixtures").map(|e| e.expect("an entry").path());
        entries.collect::<Vec<_>>()
    };
    let mut met: BTreeSet<String> =
        names("lint").iter().filter_map(|p| p.file_name()?.to_str().map(str::to_owned)).collect();
    // What the parser refuses.
    for path in names("hostile-definitions").iter().filter(|p| p.extension().is_some_and(|e| e == "expected")) {
        let text = fs::read_to_string(path).expect("a file");
        met.extend(text.lines().filter_map(|l| l.split(' ').next()).map(str::to_owned));
    }
    // Too large for files: `what_is_too_much_is_refused_quickly` of tests/definitions.rs makes them.
    met.extend(["limit", "definition.too-many-diagnostics"].map(str::to_owned));
    let missing: Vec<&str> = DiagnosticCode::OWN.iter().map(|c| c.code()).filter(|code| !met.contains(*code)).collect();
    assert!(missing.is_empty(), "no fixture raises {missing:?}");
}

#[test]
fn every_remark_of_the_linter_is_explained_with_a_way_out() {
    for code in DiagnosticCode::OWN.iter().map(|c| c.code()).filter(|c| c.starts_with("lint.")) {
        for part in [".why", ".fix"] {
            for lang in ["vi", "en"] {
                assert!(i18n::find(lang, &[code, part].concat()).is_some(), "{code}{part} in {lang}");
            }
        }
    }
}

/// Fields over which conditions are made: of every type that the linter tells apart, some shown only under a condition.
const FIELDS: [(&str, &str, &str); 11] = [
    (
        "kind",
        "choice",
        r#""options": [{"value": "a", "label": "x"}, {"value": "b", "label": "x"}, {"value": "c", "label": "x"}]"#,
    ),
    ("sex", "sex", ""),
    ("yes", "yes-no", ""),
    ("count", "integer", r#""min": 0, "max": 20"#),
    ("ratio", "number", r#""min": 0, "max": 3"#),
    ("words", "text", r#""min": 2, "max": 4"#),
    ("number", "citizen-id", ""),
    ("many", "choices", r#""options": [{"value": "a", "label": "x"}, {"value": "b", "label": "x"}]"#),
    ("born", "date", r#""precision": "year""#),
    (
        "rows",
        "group",
        r#""max": 2, "fields": [
        {"id": "kind", "type": "choice", "label": "x", "options": [{"value": "a", "label": "x"}, {"value": "b", "label": "x"}]},
        {"id": "n", "type": "integer", "label": "x", "min": 1, "max": 5}]"#,
    ),
    ("last", "yes-no", ""),
];

/// Parts of conditions; `row.` only where there is a row.
fn atom() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(
        &[
            "kind == 'a'",
            "kind != 'a'",
            "kind in ['a', 'b']",
            "kind in ['a', 'b', 'c']",
            "has(kind)",
            "yes",
            "!yes",
            "has(yes)",
            "sex == 'male'",
            "sex != 'female'",
            "has(sex)",
            "count > 3",
            "count >= 21",
            "count < 0",
            "count <= 20",
            "count == 3",
            "count != 30",
            "has(count)",
            "count + 5 > 4",
            "count * 2 == 41",
            "count - 21 < 0",
            "-(count) <= 0",
            "ratio > 1.5",
            "ratio >= 0.0",
            "ratio > 3",
            "ratio == 1.5",
            "has(ratio)",
            "words == 'ab'",
            "words == 'abcde'",
            "size(words) > 4",
            "size(words) >= 2",
            "matches(words, '^.{5}')",
            "matches(words, '^[a-z]+$')",
            "has(words)",
            "upper(words) == 'AB'",
            "matches(number, '[a-z]')",
            "matches(number, '^0')",
            "size(number) == 12",
            "'a' in many",
            "many.exists(m, m == 'b')",
            "has(many)",
            "size(many) > 2",
            "born > date('2000')",
            "year(born) > 1990",
            "month(born) > 12",
            "age(born, today()) < 18",
            "age(date('2000'), date('2018-05')) == 18",
            "has(born)",
            "rows.all(r, r.kind == 'a')",
            "rows.exists(r, r.n > 5)",
            "rows.exists(r, r.n > 2)",
            "has(rows)",
            "size(rows) > 2",
            "size(rows) >= 0",
            "rows[0].kind == 'a'",
            "sum(rows.map(r, r.n)) > 3",
            "size(rows.filter(r, r.n == 1)) == 1",
            "count in [1, 2]",
            "count / 2 > 3",
            "10 / count > 1",
            "int(words) > 1",
            "words.startsWith('a')",
            "(yes ? count : 7) > 30",
            "only(yes, count) == 7",
            "count < ratio",
            "last",
            "has(last)",
            "label(kind) == 'x'",
            "true",
            "false",
            "unique(rows.map(r, r.n))",
            "rows.exists_one(r, r.kind == 'b')",
            "count > 3 ? kind == 'a' : kind == 'b'",
            "[count, 1] == [1, 1]",
            "yes == last",
        ][..],
    );
    // Few numbers and options, so that conditions contradict one another, or leave just one answer.
    let sign = prop::sample::select(&["<", "<=", "==", "!=", ">=", ">"][..]);
    let number = (prop::sample::select(&["count", "size(words)"][..]), sign, 0i64..8);
    let every = prop::sample::select(&["exists", "all", "exists_one"][..]);
    let rows = (every, prop::sample::select(&["a", "b"][..]));
    let choice = (prop::sample::select(&["==", "!="][..]), prop::sample::select(&["a", "b", "c"][..]));
    prop_oneof![
        2 => plain.prop_map(str::to_owned),
        2 => number.prop_map(|(what, sign, n)| format!("{what} {sign} {n}")),
        1 => rows.prop_map(|(every, kind)| format!("rows.{every}(r, r.kind == '{kind}')")),
        1 => choice.prop_map(|(sign, kind)| format!("kind {sign} '{kind}'")),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    atom().prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) && ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) || ({b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            inner,
        ]
    })
}

/// About a row; `n`: also about the column of that name, whose own condition must not be.
fn in_row(n: bool) -> impl Strategy<Value = String> {
    let own =
        ["row.kind == 'a'", "has(row.kind)", "row.kind in ['a', 'b']", "row.n > 5", "row.n > 2", "row.n * 2 == 4"];
    let own = prop::sample::select(own[..if n { own.len() } else { 3 }].to_vec());
    let other = condition().prop_filter("depends on itself", move |c| n || !c.contains("rows"));
    (own, other, prop::bool::ANY)
        .prop_map(|(own, other, and)| format!("({own}) {} ({other})", if and { "&&" } else { "||" }))
}

/// A definition with these conditions: of the fields, of the section of the last field, of a column; `None` where one of them
/// depends on itself.
fn definition(
    shows: &[(usize, String)],
    section: &str,
    column: &str,
    when: &str,
    checks: [&str; 2],
) -> Option<Definition> {
    let field = |(i, (id, kind, more)): (usize, &(&str, &str, &str))| -> J {
        let mut json: J = serde_json::from_str(&format!(
            r#"{{"id": "{id}", "type": "{kind}", "label": "x"{}{more}}}"#,
            if more.is_empty() { "" } else { ", " }
        ))
        .expect("JSON");
        if let Some((_, show)) = shows.iter().find(|(at, _)| *at == i) {
            json["show"] = show.as_str().into();
        }
        if *id == "count" {
            json["required"] = checks[0].into();
            json["lock"] = when.into();
        }
        if *id == "rows" {
            json["fields"][1]["show"] = column.into();
        }
        json
    };
    let mut fields: Vec<J> = FIELDS.iter().enumerate().map(field).collect();
    let last = fields.pop();
    let rule = |id: &str, check: &str, when: Option<&str>, each: Option<&str>| {
        let mut rule =
            json!({"id": id, "severity": "error", "check": check, "fields": ["kind", "count", "last"], "message": "x"});
        if let Some(when) = when {
            rule["when"] = when.into();
        }
        if let Some(each) = each {
            rule["each"] = each.into();
            rule["fields"] = json!(["rows.kind", "rows.n"]);
        }
        rule
    };
    let text = json!({"troly": 1, "id": "9", "version": "1", "title": "x", "formName": "x", "formNumber": "x",
        "effectiveFrom": "2026-01-01", "checkedOn": "2026-01-01", "agency": "x", "fee": "x", "timeLimit": "x",
        "steps": [{"id": "a", "title": "x", "sections": [
            {"id": "b", "title": "x", "fields": fields},
            {"id": "c", "title": "x", "show": section, "fields": [last]}]}],
        "rules": [rule("R1", checks[0], Some(when), None), rule("R2", checks[0], None, None), rule("R3", checks[1], Some(when), Some("rows"))]});
    match parse(&text.to_string()) {
        Ok(definition) => Some(definition),
        Err(refused) => {
            assert!(refused.iter().all(|d| d.code == DiagnosticCode::Cycle), "{refused:?}");
            None
        }
    }
}

/// Answers that are right for their own boxes, and none where the number is odd.
fn answers() -> impl Strategy<Value = J> {
    let number = |range: std::ops::RangeInclusive<i64>| prop::option::weighted(0.8, range).prop_map(J::from);
    let one_of =
        |all: &'static [&'static str]| prop::option::weighted(0.8, prop::sample::select(all)).prop_map(J::from);
    let yes_no = || prop::option::weighted(0.8, any::<bool>()).prop_map(J::from);
    let row = (one_of(&["a", "b"]), number(1..=5)).prop_map(|(kind, n)| json!({"kind": kind, "n": n}));
    let ratio = prop::option::weighted(0.8, prop::sample::select(&[0.0, 0.5, 1.5, 2.25, 3.0][..])).prop_map(J::from);
    let many = prop::sample::select(vec![json!(null), json!(["a"]), json!(["b"]), json!(["a", "b"])]);
    (
        (one_of(&["a", "b", "c"]), one_of(&["male", "female"]), yes_no(), prop_oneof![number(0..=8), number(0..=20)], ratio),
        (one_of(&["ab", "AB", "12", "abcd", "éa"]), one_of(&["001085000017", "079190000011"]), many),
        (one_of(&["1990", "2000", "2008-11", "2020-05-17"]), prop::collection::vec(row, 0..=2), yes_no()),
    )
        .prop_map(|((kind, sex, yes, count, ratio), (words, number, many), (born, rows, last))| {
            let all = json!({"kind": kind, "sex": sex, "yes": yes, "count": count, "ratio": ratio, "words": words, "number": number,
                "many": many, "born": born, "rows": rows, "last": last});
            fn without_nothing(json: J) -> J {
                match json {
                    J::Object(all) => {
                        J::Object(all.into_iter().filter(|(_, v)| !v.is_null() && *v != json!([])).map(|(k, v)| (k, without_nothing(v))).collect())
                    }
                    J::Array(all) => J::Array(all.into_iter().map(without_nothing).filter(|v| *v != json!({})).collect()),
                    other => other,
                }
            }
            without_nothing(without_nothing(all))
        })
}

/// The field that a pointer into `steps` names.
fn field_of(def: &Definition, pointer: &str) -> Option<FieldIx> {
    let at: Vec<usize> = pointer.split('/').filter_map(|p| p.parse().ok()).collect();
    let ix = *def.steps.get(*at.first()?)?.sections.get(*at.get(1)?)?.fields.get(*at.get(2)?)?;
    match at.get(3) {
        None => Some(ix),
        Some(column) => def.columns(ix).nth(*column),
    }
}

/// What a remark says, held against answers: what cannot be is not, what is always is.
fn holds(def: &Definition, data: &Data, remark: &Diagnostic) -> bool {
    let shown = Shown::new(def, data);
    let view = View { env: data, shown: &shown };
    let rule = || {
        let number: usize = remark.pointer.split('/').nth(2)?.parse().ok()?;
        def.rules.get(number)
    };
    let rows_of = |each: bool| -> Vec<Option<(FieldIx, usize)>> {
        let (group, _) = def.field("rows").expect("a group");
        if each { (0..troly::rules::Env::rows(&view, group)).map(|r| Some((group, r))).collect() } else { vec![None] }
    };
    let is = |e: &Expr, row| e.holds(def, &view, row);
    match remark.code {
        DiagnosticCode::Unreachable => match field_of(def, &remark.pointer) {
            Some(ix) => {
                let rows = if def.fields[ix.0 as usize].group.is_some() { rows_of(true).len() } else { 0 };
                let cells = def.fields[ix.0 as usize].group.is_some();
                if cells { (0..rows).all(|r| !shown.cell(ix, r)) } else { !shown.field(ix) }
            }
            None => !shown.section(def, data, &def.steps[0].sections[1]),
        },
        DiagnosticCode::AlwaysTrue if remark.pointer.starts_with("/rules") => {
            let rule = rule().expect("a rule");
            rows_of(rule.each.is_some())
                .into_iter()
                .all(|row| is(rule.when.as_ref().expect("a condition"), row) == Ok(Some(true)))
        }
        DiagnosticCode::AlwaysTrue if remark.pointer.ends_with("/required") || remark.pointer.ends_with("/lock") => {
            let field = &def.fields[field_of(def, &remark.pointer).expect("a field").0 as usize];
            let when = if remark.pointer.ends_with("/lock") { &field.lock } else { &field.required };
            matches!(when, When::If(expr) if is(expr, None) == Ok(Some(true)))
        }
        DiagnosticCode::AlwaysTrue => match field_of(def, &remark.pointer).map(|ix| &def.fields[ix.0 as usize]) {
            Some(field) => {
                let When::If(expr) = &field.show else { return false };
                rows_of(field.group.is_some()).into_iter().all(|row| is(expr, row) == Ok(Some(true)))
            }
            None => shown.section(def, data, &def.steps[0].sections[1]),
        },
        DiagnosticCode::NeverTrue => {
            let ix = field_of(def, &remark.pointer).expect("a field");
            let checks = Checks::new(def, data);
            match remark.param("key") {
                Some("required") => !checks.is_required(def, data, ix, None),
                _ => !(shown.field(ix) && checks.is_locked(def, data, ix, None)),
            }
        }
        DiagnosticCode::RequiredHidden => !shown.field(field_of(def, &remark.pointer).expect("a field")),
        DiagnosticCode::RuleNever => {
            let rule = rule().expect("a rule");
            !check(def, data).iter().any(|f| *f.code == *rule.id)
        }
        DiagnosticCode::RuleAlways => {
            let rule = rule().expect("a rule");
            let applies = |row| rule.when.as_ref().is_none_or(|w| is(w, row) == Ok(Some(true)));
            let seen = |row: Option<(FieldIx, usize)>| {
                rule.fields.iter().filter_map(|id| def.field(id)).any(|(ix, f)| match (f.group, row) {
                    (Some(_), Some((_, row))) => shown.cell(ix, row),
                    _ => shown.field(ix),
                })
            };
            rows_of(rule.each.is_some())
                .into_iter()
                .all(|row| !(applies(row) && seen(row) && is(&rule.check, row) == Ok(Some(true))))
        }
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// No false alarm: whatever the conditions and the answers are, nothing that lint says is refuted by the evaluator.
    #[test]
    fn what_lint_says_is_so(
        shows in prop::collection::vec((0usize..10, condition()), 0..3), section in condition(), column in in_row(false), when in condition(),
        check in condition(), each in in_row(true), answers in prop::collection::vec(answers(), 40),
    ) {
        let Some(def) = definition(&shows, &section, &column, &when, [&check, &each]) else { return Ok(()) };
        let said = lint(&def, today());
        for answers in answers {
            let data = Data::read(&def, &Json::parse(&answers.to_string()).expect("JSON"), today());
            let data = data.unwrap_or_else(|e| panic!("{e:?}: {answers}"));
            for remark in &said {
                prop_assert!(holds(&def, &data, remark), "{} at {} is not so with {}", remark.code.code(), remark.pointer, answers);
            }
        }
    }
}

/// What the linter is for: conditions that look fine one by one.
#[test]
fn conditions_are_seen_through() {
    /// Field and what it is shown by, then what the last section is; `when` and `check` of the first rule; what is said.
    type Case<'c> = (&'c [(usize, &'c str)], &'c str, &'c str, &'c str, &'c [&'c str]);
    let cases: [Case<'_>; 9] = [
        // Shown only when the opposite holds.
        (
            &[(8, "has(kind) && kind == 'b'")],
            "has(kind) && kind == 'a' && has(born)",
            "true",
            "yes",
            &["lint.unreachable /steps/0/sections/1/show"],
        ),
        (&[], "count > 20", "true", "yes", &["lint.unreachable /steps/0/sections/1/show"]),
        (&[], "count > 19", "true", "yes", &[]),
        (&[], "kind == 'a' && kind == 'b'", "true", "yes", &["lint.unreachable /steps/0/sections/1/show"]),
        (&[], "has(kind) || !has(kind)", "true", "yes", &["lint.always-true /steps/0/sections/1/show"]),
        (&[], "has(kind) || yes", "kind == 'a'", "kind in ['b', 'c']", &["lint.rule-always-fires /rules/0/check"]),
        (&[], "yes", "kind == 'a'", "kind != 'b'", &["lint.rule-never-fires /rules/0/check"]),
        (&[], "yes", "count > 5", "count >= 3", &["lint.rule-never-fires /rules/0/check"]),
        (&[], "ratio > 1.0 && ratio < 1.5 && words != 'abcde'", "count > 5", "count >= 7", &[]),
    ];
    for (shows, section, when, check, expected) in cases {
        let shows: Vec<(usize, String)> = shows.iter().map(|(i, e)| (*i, (*e).to_owned())).collect();
        let def = definition(&shows, section, "row.kind == 'a' || yes", when, [check, "row.n > 1 && yes"])
            .expect("a definition");
        let about = ["lint.unreachable", "lint.always-true", "lint.rule-always-fires", "lint.rule-never-fires"];
        let said: Vec<String> = lint(&def, today())
            .iter()
            .filter(|d| about.contains(&d.code.code()) && (when != "true" || !d.pointer.ends_with("/when")))
            .map(|d| format!("{} {}", d.code.code(), d.pointer))
            .filter(|line| !["/rules/1", "/rules/2", "/required", "/lock"].iter().any(|other| line.contains(other)))
            .collect();
        assert_eq!(said, expected, "{section} | {when} | {check}");
    }
}

#[test]
fn the_pattern_that_matches_nothing_is_named() {
    let check = "(matches(words, '^a') ? 'x' : only(yes, words)).matches('^.{6}$') || many.exists(m, m.matches('^c')) \
                 || [words].exists(w, matches(w, 'x^')) || matches(upper(words), '^.{9}')";
    let def = definition(&[], "yes", "row.kind == 'a'", "yes", [check, "matches(row.kind, 'c$') && yes"]);
    let said = lint(&def.expect("a definition"), today());
    let patterns: Vec<(&str, &str)> = said
        .iter()
        .filter_map(|d| Some((&*d.pointer, d.param("pattern")?)))
        .filter(|(at, _)| at.starts_with("/rules"))
        .collect();
    // In 'x' or a text of 2 to 4 characters, and in what is made of a text, six and nine characters may stand as far as lint knows.
    assert_eq!(patterns, [("/rules/0/check", "x^"), ("/rules/1/check", "x^"), ("/rules/2/check", "c$")]);
}

/// What scripts rely on: exit codes, and one object a line.
#[test]
fn the_command_line_ends_as_its_help_says() {
    let run = |args: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_troly"))
            .args(["--lang", "en"])
            .args(args)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("the command line runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("text"))
    };
    let raises = "tests/fixtures/lint/lint.expired-law/raises.json";
    assert_eq!(run(&["lint", raises, "--on", "2026-11-21", "--strict"]).0, Some(0), "in force on that day");
    let (code, text) = run(&["lint", raises, "--on", "2026-11-22"]);
    assert_eq!(code, Some(0), "warnings alone");
    assert!(text.starts_with(&format!("{raises}:70:9: warning[lint.expired-law]: ")), "{text}");
    assert!(text.contains("\n    why: ") && text.contains("\n    fix: "), "{text}");
    let (code, text) = run(&["lint", raises, "--on", "2026-11-22", "--strict", "--json"]);
    assert_eq!((code, text.lines().count()), (Some(1), 1));
    let object: J = serde_json::from_str(&text).expect("one object a line");
    assert_eq!((&object["line"], &object["code"]), (&json!(70), &json!("lint.expired-law")));
    assert_eq!(run(&["lint", "tests/fixtures/hostile-definitions/unknown-references.json"]).0, Some(1), "an error");
    assert_eq!(run(&["lint", "tests/fixtures/lint"]).0, Some(2), "no file");

    let near = "tests/fixtures/lint/lint.expired-law/near.json";
    let (code, text) = run(&["diff", near, raises]);
    assert_eq!((code, text.lines().last()), (Some(0), Some("Drafts of the old version lose nothing.")));
    let (could, name) =
        ("tests/fixtures/lint/lint.could-fill/raises.json", "tests/fixtures/lint/lint.unused-role/near.json");
    let (code, text) = run(&["diff", could, name, "--json"]);
    assert_eq!(
        (code, text.contains(r#"{"change":"field.lost","id":"telephone","drafts":"lost"}"#)),
        (Some(1), true),
        "{text}"
    );
    assert_eq!(run(&["diff", near, "tests/fixtures/lint"]).0, Some(2));
}
