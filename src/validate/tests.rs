//! What each check finds, where it stands, and that looking again at what changed finds what looking at everything does.

use super::*;
use crate::{
    definition::{Change, Definition, FieldIx, parse},
    json::Json,
    text::date::Day,
};
use proptest::prelude::*;

fn today() -> Day {
    Day::from_calendar_date(2026, time::Month::November, 21).expect("a day")
}

fn definition(fields: &str, rules: &str) -> Definition {
    let text = format!(
        r#"{{"troly":1,"id":"9","version":"1","title":"x","formName":"x","formNumber":"x","effectiveFrom":"2020-01-01",
           "checkedOn":"2020-01-01","agency":"x","fee":"x","timeLimit":"x","law":[{{"id":"L1","cite":"Luật Hộ tịch, Điều 15"}}],
           "steps":[{{"id":"s","title":"x","sections":[{{"id":"s","title":"x","fields":[{fields}]}}]}}],"rules":[{rules}]}}"#
    );
    parse(&text).unwrap_or_else(|d| panic!("{d:?}"))
}

fn data(def: &Definition, json: &str) -> Data {
    let json = Json::parse(json).unwrap_or_else(|e| panic!("{json}: {e:?}"));
    Data::read(def, &json, today()).unwrap_or_else(|e| panic!("{e:?}"))
}

fn codes(findings: &[Finding]) -> String {
    let one = |f: &Finding| {
        let fix = f.fix.as_ref().and_then(|f| f.set.first()).map(|(_, v)| match v {
            Some(Value::Text(t)) => format!("→{t}"),
            Some(Value::Document(d)) => format!("→{}", d.number),
            Some(_) => "→…".into(),
            None => "→∅".into(),
        });
        format!("{}{}", f.code, fix.unwrap_or_default())
    };
    findings.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_kind_of_value_has_its_checks() {
    let long = format!("\"{}\"", "a".repeat(5_001));
    for (field, value, expected) in [
        (r#""type":"text","min":3,"max":5"#, r#""ab""#, "text.too-short"),
        (r#""type":"text","min":3,"max":5"#, r#""Đặng Ý""#, "text.too-long"),
        (r#""type":"text","min":3,"max":5"#, r#""Đặng""#, ""),
        (r#""type":"text""#, r#""a\nb""#, "text.lines→a b"),
        (r#""type":"multiline""#, r#""a\nb""#, ""),
        (r#""type":"multiline""#, long.as_str(), "text.too-long"),
        (r#""type":"integer","min":1,"max":9"#, "0", "integer.too-small"),
        (r#""type":"integer","min":1,"max":9"#, "10", "integer.too-large"),
        (r#""type":"integer""#, "9007199254740993", "integer.too-large"),
        (r#""type":"date""#, r#""2026-05""#, "date.needs-day"),
        (r#""type":"date","precision":"month""#, r#""2026""#, "date.needs-month"),
        (r#""type":"date","precision":"year""#, r#""1958""#, ""),
        (r#""type":"sex""#, r#""Nữ""#, "choice.unknown→female"),
        (r#""type":"choice","list":"ethnic-groups""#, r#""Khmer""#, "choice.unknown→05"),
        (r#""type":"choice","list":"countries""#, r#""VN""#, ""),
        (r#""type":"choice","list":"countries""#, r#""XX""#, "choice.unknown"),
        (r#""type":"person-name""#, r#""Nguyễn Văn 4n""#, "person-name.characters"),
        (r#""type":"person-name""#, r#""nguyễn văn an""#, "person-name.capitals→Nguyễn Văn An"),
        (r#""type":"person-name","upper":true"#, r#""Nguyễn Văn An""#, "person-name.upper→NGUYỄN VĂN AN"),
        (r#""type":"person-name""#, r#""H'Bia Niê""#, ""),
        (r#""type":"person-name""#, r#""An""#, "name.one-word"),
        (r#""type":"person-name""#, r#""- '""#, "person-name.empty"),
        (r#""type":"citizen-id""#, r#""079190000017""#, ""),
        (r#""type":"citizen-id""#, r#""79190000017""#, "id.length→079190000017"),
        (r#""type":"citizen-id""#, r#""079 190 000 017""#, "id.form→079190000017"),
        (r#""type":"citizen-id""#, r#""07919000001X""#, "id.character"),
        (r#""type":"citizen-id""#, r#""099190000017""#, "citizen-id.unknown-province"),
        (r#""type":"phone""#, r#""0903123456""#, ""),
        (r#""type":"phone""#, r#""+84 903 123 456""#, "id.form→0903123456"),
        (r#""type":"phone""#, r#""0123""#, "id.length"),
        (r#""type":"email""#, r#""an@example.com""#, ""),
        (r#""type":"email""#, r#""an.example.com""#, "email.no-at"),
        (r#""type":"email""#, r#""an@gmial.com""#, "repair.email-domain→an@gmail.com"),
        (r#""type":"address""#, r#"{"detail":"12 Nguyễn Huệ","commune":"26740"}"#, ""),
        (r#""type":"address""#, r#"{"detail":"12 Nguyễn Huệ","province":"79"}"#, "address.incomplete"),
        (r#""type":"address""#, r#"{"detail":"x","old":"Quận 1"}"#, "address.incomplete"),
        (r#""type":"address""#, r#"{"detail":"1 Main Street, Springfield"}"#, "address.no-commune"),
        (r#""type":"address""#, r#"{"commune":"2674"}"#, "address.code"),
        (
            r#""type":"identity-document""#,
            r#"{"kind":"cccd","number":"079190000017","issuedBy":"x","issuedOn":"2022"}"#,
            "",
        ),
        (r#""type":"identity-document""#, r#"{"kind":"cccd","number":"079190000017"}"#, "document.issue"),
        (
            r#""type":"identity-document""#,
            r#"{"kind":"cccd","number":"79190000017","issuedBy":"x","issuedOn":"2022"}"#,
            "id.length→079190000017",
        ),
        (
            r#""type":"identity-document""#,
            r#"{"kind":"cmnd","number":"12345678","issuedBy":"x","issuedOn":"2009"}"#,
            "id.length→012345678",
        ),
        (
            r#""type":"identity-document""#,
            r#"{"kind":"passport","number":"C-1","issuedBy":"x","issuedOn":"2009"}"#,
            "document.passport",
        ),
        (r#""type":"identity-document""#, r#"{"number":"079190000017"}"#, "document.no-kind"),
        (r#""type":"identity-document""#, r#"{"kind":"cccd"}"#, "document.no-number"),
        (r#""type":"identity-document""#, r#"{"kind":"visa","number":"1"}"#, "document.kind"),
    ] {
        let def = definition(&format!(r#"{{"id":"x","label":"x",{field}}}"#), "");
        let findings = check(&def, &data(&def, &format!(r#"{{"x":{value}}}"#)));
        assert_eq!(codes(&findings), expected, "{field} {value}");
        // A correction corrects, and makes nothing else wrong.
        for fix in findings.iter().filter_map(|f| f.fix.as_ref()) {
            let mut fixed = Data::empty(&def, today());
            fixed.set(FieldIx(0), fix.set[0].1.clone());
            assert_eq!(codes(&check(&def, &fixed)), "", "{field} {value}");
        }
        for finding in findings {
            let message = crate::i18n::finding(&finding, "vi").what;
            assert!(message != *finding.code && !message.contains('{'), "no text for {}: {message}", finding.code);
        }
    }
}

#[test]
fn what_must_be_there_is_missed_when_it_is_shown() {
    let def = definition(
        r#"{"id":"a","type":"yes-no","label":"a","required":true,"law":["L1"]},
           {"id":"b","type":"text","label":"b","required":"a","show":"has(a)"},
           {"id":"c","type":"declaration","label":"c","required":true,"show":"a"},
           {"id":"d","type":"signature","label":"d","required":true},
           {"id":"g","type":"group","label":"g","required":"a","min":2,"max":2,"fields":[
             {"id":"x","type":"text","label":"x","required":true},
             {"id":"y","type":"text","label":"y","required":true,"show":"row.x == 'y'"}]}"#,
        "",
    );
    for (json, expected) in [
        ("{}", "required"),
        (r#"{"a":false}"#, ""),
        (r#"{"a":true}"#, "required declaration.not-ticked required"),
        (r#"{"a":true,"b":"x","c":false,"g":[{"x":"x"}]}"#, "declaration.not-ticked group.too-few"),
        (r#"{"a":true,"b":"x","c":true,"g":[{"x":"x"},{"x":"y"},{}]}"#, "group.too-many required required"),
        (r#"{"a":true,"b":"x","c":true,"g":[{"x":"x"},{"x":"y","y":"z"}]}"#, ""),
    ] {
        assert_eq!(codes(&check(&def, &data(&def, json))), expected, "{json}");
    }
    let findings = check(&def, &data(&def, r#"{"a":true,"b":"x","c":true,"g":[{},{"x":"y"}]}"#));
    let paths: Vec<&str> = findings.iter().map(|f| f.paths[0].as_str()).collect();
    assert_eq!(paths, ["g/r1/x", "g/r2/y"]);
    let first = &check(&def, &data(&def, "{}"))[0];
    assert_eq!((&*first.law[0], first.severity), ("Luật Hộ tịch, Điều 15", Severity::Error));
}

#[test]
fn rules_say_what_why_and_how_in_form_order() {
    let def = definition(
        r#"{"id":"birth","type":"date","label":"a"},{"id":"sex","type":"sex","label":"s"},
           {"id":"hide","type":"yes-no","label":"h"},
           {"id":"note","type":"text","label":"n","show":"!(has(hide) && hide)"},
           {"id":"g","type":"group","label":"g","fields":[{"id":"born","type":"date","label":"b"},{"id":"n","type":"integer","label":"n"}]}"#,
        r#"{"id":"R9","severity":"info","check":"row.born <= birth","each":"g","fields":["g.born","birth"],"message":"{n}",
            "params":{"n":"dmy(row.born)"},"fix":{"label":"Sửa","set":{"g.born":"birth","g.n":"null"}}},
           {"id":"R1","severity":"warning","when":"sex == 'male'","check":"daysBetween(birth, today()) <= 60","fields":["birth"],
            "message":"{days} ngày","params":{"days":"daysBetween(birth, today())"},"law":["L1"],
            "fix":{"label":"Hôm nay","set":{"birth":"today()"}}},
           {"id":"R2","severity":"error","check":"!has(note)","fields":["note","sex"],"message":"x"},
           {"id":"R3","severity":"error","check":"1 / (g[0].n - 1) > 0","fields":["g"],"message":"x"}"#,
    );
    let json = r#"{"birth":"2026-01-01","sex":"male","note":"x","g":[{"born":"2025-01-01","n":1},{"born":"2026-05-01","n":2}]}"#;
    let findings = check(&def, &data(&def, json));
    assert_eq!(codes(&findings), "R1→… R2 rule.failed R9→…");
    let (late, row) = (&findings[0], &findings[3]);
    assert_eq!(crate::i18n::finding(late, "vi").what, "324 ngày");
    assert_eq!((&*late.law[0], late.severity), ("Luật Hộ tịch, Điều 15", Severity::Warning));
    assert_eq!(
        late.fix.as_ref().map(|f| f.set.clone()),
        Some(vec![(Path::field("birth"), Some(Value::Date(today().into())))])
    );
    assert_eq!(row.paths, [Path::cell("g", "r2", "born"), Path::field("birth")]);
    assert_eq!(row.fix.as_ref().map(|f| f.set[1].clone()), Some((Path::cell("g", "r2", "n"), None)));
    // Hidden answers are missing: no rule sees them, and no finding points at them.
    assert_eq!(codes(&check(&def, &data(&def, r#"{"note":"x","hide":true}"#))), "");
    // A correction that changes nothing is not offered.
    let same = definition(
        r#"{"id":"a","type":"integer","label":"a"}"#,
        r#"{"id":"R","severity":"error","check":"a > 3","fields":["a"],"message":"x","fix":{"label":"x","set":{"a":"a"}}}"#,
    );
    assert_eq!(codes(&check(&same, &data(&same, r#"{"a":1}"#))), "R");
}

#[test]
fn a_value_is_brought_to_its_stored_form() {
    let def = definition(
        r#"{"id":"p","type":"phone","label":"p"},{"id":"d","type":"identity-document","label":"d"},{"id":"t","type":"text","label":"t"}"#,
        "",
    );
    let text = |t: &str| Value::Text(t.into());
    assert_eq!(normalised(&def.fields[0], text("+84 903 123 456")), text("0903123456"));
    assert_eq!(normalised(&def.fields[0], text("12")), text("12"));
    assert_eq!(normalised(&def.fields[2], text("a  b")), text("a b"));
    let paper = |number: &str| {
        let kind = "cccd".to_owned();
        Value::Document(Rc::new(crate::value::IdentityDocument { kind, number: number.into(), ..Default::default() }))
    };
    assert_eq!(normalised(&def.fields[1], paper("079 190 000 017")), paper("079190000017"));
}

fn procedure(code: &str) -> Definition {
    let path = [env!("CARGO_MANIFEST_DIR"), "/procedures/", code, ".json"].concat();
    parse(&std::fs::read_to_string(path).expect("a procedure")).unwrap_or_else(|d| panic!("{d:?}"))
}

/// Some value for a field: often right, sometimes not.
fn some_value(def: &Definition, ix: FieldIx, choice: usize) -> Option<Value> {
    let field = &def.fields[ix.0 as usize];
    let text = |options: [&str; 3]| Value::text(options[choice % 3]);
    let date = |d: &str| d.parse().map(Value::Date).ok();
    match field.kind {
        _ if choice % 7 == 6 => None,
        FieldType::Integer => Some(Value::Int(choice as i64 % 5)),
        FieldType::YesNo | FieldType::Declaration => Some(Value::Bool(choice.is_multiple_of(2))),
        FieldType::Choice | FieldType::Sex => {
            field.options.get(choice % (field.options.len().min(4) + 1)).map(|o| Value::Text(o.value.clone()))
        }
        FieldType::Date => date(["2026-10-01", "1990-02-03", "2026-01-01"][choice % 3]),
        FieldType::CitizenId => text(["079190000017", "001085000028", "12"]),
        FieldType::IdentityDocument => {
            let number = ["079190000017", "001085000028", "C1"][choice % 3].to_owned();
            let kind = if choice % 3 == 2 { "passport" } else { "cccd" }.to_owned();
            Some(Value::Document(Rc::new(crate::value::IdentityDocument { kind, number, ..Default::default() })))
        }
        FieldType::Address => {
            let commune = ["26740", "", "00001"][choice % 3].to_owned();
            Some(Value::Address(Rc::new(crate::value::Address { detail: "1".into(), commune, ..Default::default() })))
        }
        FieldType::Note | FieldType::Signature | FieldType::Group => None,
        _ => text(["Nguyễn Văn An", "x1", "Trần Thị Bình"]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn looking_again_finds_what_looking_at_everything_does(
        edits in prop::collection::vec((0usize..80, 0usize..42), 1..40),
        code in prop::sample::select(&["1.001193", "1.004194"][..]),
    ) {
        let def = procedure(code);
        let mut answers = Data::empty(&def, today());
        let mut checks = Checks::new(&def, &answers);
        for (field, choice) in edits {
            let ix = FieldIx((field % def.fields.len()) as u16);
            answers.set(ix, some_value(&def, ix, choice));
            let before = checks.clone();
            let touched = checks.update(&def, &answers, &def.affected(&[Change::Field(ix)]));
            prop_assert_eq!(&checks.findings().into_iter().cloned().collect::<Vec<_>>(), &check(&def, &answers));
            let of = |checks: &Checks| checks.findings().into_iter().cloned().collect::<Vec<_>>();
            let (old, new) = (of(&before), of(&checks));
            let gone = old.iter().filter(|f| !new.contains(f)).chain(new.iter().filter(|f| !old.contains(f)));
            for path in gone.flat_map(|f| &f.paths) {
                prop_assert!(touched.contains(path), "{path:?} changed and is not said to be touched");
            }
            prop_assert_eq!(checks.shown(), &Shown::new(&def, &answers));
        }
        let json = export(&def, &answers);
        let read = Data::read(&def, &json, today());
        prop_assert_eq!(read.map(|read| check(&def, &read)), Ok(check(&def, &answers)), "exported data are judged the same");
    }
}
