//! What expressions mean: missing answers, partial dates, addresses and papers, rows, budgets.

use super::*;
use crate::{
    definition::{Definition, FieldIx, parse},
    json::Json,
    validate::Data,
};
use proptest::prelude::*;

fn definition() -> Definition {
    let field = |id: &str, kind: &str| format!(r#"{{"id":"{id}","type":"{kind}","label":"{id}"}}"#);
    let fields = [
        field("mother.name", "person-name"),
        field("mother.birthDate", "date").replace("}", r#","precision":"year"}"#),
        field("child.birthDate", "date"),
        field("child.sex", "sex"),
        field("child.ethnicity", "choice").replace("}", r#","list":"ethnic-groups"}"#),
        field("child.nationality", "choice").replace("}", r#","list":"countries"}"#),
        field("mother.id", "citizen-id"),
        field("mother.document", "identity-document"),
        field("home", "address"),
        field("count", "integer"),
        field("none.date", "date"),
        field("none.int", "integer"),
        field("none.text", "text"),
        field("none.bool", "yes-no"),
        field("yes", "yes-no"),
        format!(
            r#"{{"id":"members","type":"group","label":"x","fields":[{},{}]}}"#,
            field("name", "text"),
            field("n", "integer")
        ),
    ];
    let text = format!(
        r#"{{"troly":1,"id":"9","version":"1","title":"x","formName":"x","formNumber":"x","effectiveFrom":"2020-01-01",
           "checkedOn":"2020-01-01","agency":"x","fee":"x","timeLimit":"x",
           "roles":[{{"id":"mother","name":"Mẹ"}},{{"id":"applicant","name":"Tôi"}}],
           "steps":[{{"id":"s","title":"x","sections":[{{"id":"s","title":"x","fields":[{}]}}]}}]}}"#,
        fields.join(",")
    );
    parse(&text).unwrap_or_else(|d| panic!("{d:?}"))
}

struct Answers(Data);

impl Env for Answers {
    fn value(&self, field: FieldIx) -> Option<&Value> {
        self.0.value(field)
    }
    fn rows(&self, group: FieldIx) -> usize {
        self.0.rows(group)
    }
    fn rows_in(&self, group: FieldIx, outer: usize) -> std::ops::Range<usize> {
        self.0.rows_in(group, outer)
    }
    fn row_id(&self, group: FieldIx, row: usize) -> &str {
        self.0.row_id(group, row)
    }
    fn cell(&self, column: FieldIx, row: usize) -> Option<&Value> {
        self.0.cell(column, row)
    }
    fn today(&self) -> Day {
        self.0.today()
    }
    fn authority(&self, kind: Authority, commune: &str) -> Option<String> {
        (kind == Authority::Civil && commune == "26740").then(|| "UBND phường Sài Gòn".into())
    }
    fn same_person(&self, a: &str, b: &str) -> Option<bool> {
        (a != "applicant").then_some(a == b)
    }
}

fn answers(def: &Definition) -> Answers {
    let json = Json::parse(
        r#"{"mother":{"name":"Nguyễn Thị Hòa","birthDate":"1990","id":"079190000017",
            "document":{"kind":"cccd","number":"079190000017","issuedOn":"2022-05-01"}},
            "child":{"birthDate":"2026-10-01","sex":"female","ethnicity":"01","nationality":"??"},
            "home":{"detail":"12 Nguyễn Huệ","commune":"26740","communeName":"Phường Sài Gòn"},
            "count":3,"yes":true,
            "members":[{"name":"An","n":1},{"name":"Bình"},{"name":"An","n":2}]}"#,
    );
    let today = Day::from_calendar_date(2026, time::Month::November, 21).expect("a day");
    Answers(Data::read(def, &json.expect("JSON"), today).expect("data"))
}

fn scope(def: &Definition) -> Scope<'_> {
    Scope { fields: &def.fields, by_id: &def.plan.by_id, roles: &def.roles, row: None }
}

fn eval(text: &str) -> Result<Val, EvalError> {
    let def = definition();
    let expr = Expr::parse(text, &scope(&def), types::ANY).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    expr.eval(&def, &answers(&def), None)
}

#[test]
fn expressions_mean_what_the_reference_says() {
    for (text, shown) in [
        // dates and ages
        ("age(date('2000-02-29'), date('2018-02-28'))", "17"),
        ("daysBetween(child.birthDate, today())", "51"),
        ("dmy(addDays(child.birthDate, 60))", "30/11/2026"),
        ("string(addMonths(date('2026-01-31'), 1))", "2026-02-28"),
        ("string(addYears(date('2024-02-29'), 1))", "2025-02-28"),
        ("string(addMonths(date('2026-01'), -1))", "2025-12"),
        ("string(addYears(date('2026'), 2))", "2028"),
        ("year(mother.birthDate) + month(child.birthDate) + day(child.birthDate)", "2001"),
        ("dateWords(date('2026-10-01'))", "ngày mùng một, tháng mười, năm hai nghìn không trăm hai mươi sáu"),
        ("dateOfWords(dateWords(child.birthDate)) == child.birthDate", "Có"),
        // partial dates: decided by the whole span, or not at all
        ("age(mother.birthDate, child.birthDate)", "35–36"),
        ("age(mother.birthDate, child.birthDate) >= 12", "Có"),
        ("age(mother.birthDate, child.birthDate) == 35.0", ""),
        ("age(mother.birthDate, child.birthDate) in [35.0]", ""),
        // whole numbers and decimals, as CEL compares them
        ("double(9223372036854775807) == 9223372036854775806", "Có"),
        ("9223372036854775806 < double(9223372036854775807)", "Không"),
        ("age(mother.birthDate, child.birthDate) >= 36", ""),
        ("age(mother.birthDate, child.birthDate) > 36", "Không"),
        ("age(mother.birthDate, child.birthDate) - 35 <= 1", "Có"),
        ("mother.birthDate < child.birthDate", "Có"),
        ("mother.birthDate < date('1990-06-01')", ""),
        ("mother.birthDate == date('1990')", "Có"),
        ("mother.birthDate == date('1990-06-01')", ""),
        ("mother.birthDate != date('1991-06-01')", "Có"),
        // people, papers, addresses
        ("idSex(mother.id)", "female"),
        ("idBirthYear(mother.id) == year(mother.birthDate)", "Có"),
        ("idSex(mother.name)", ""),
        ("sameName(mother.name, 'NGUYỄN THỊ HOÀ')", "Có"),
        ("fold(mother.name)", "nguyen thi hoa"),
        ("upper('đặng')", "ĐẶNG"),
        ("label(child.sex) + ' ' + label(child.ethnicity)", "Nữ Kinh"),
        ("label(child.nationality)", "??"),
        ("mother.document.kind in ['cccd', 'can-cuoc']", "Có"),
        ("dmy(mother.document.issuedOn)", "01/05/2022"),
        ("mother.document.issuedBy", ""),
        ("home.line", "12 Nguyễn Huệ, Phường Sài Gòn"),
        ("civilAuthority(home)", "UBND phường Sài Gòn"),
        ("policeAuthority(home)", ""),
        ("samePerson('mother', 'mother')", "Có"),
        ("samePerson('applicant', 'mother')", ""),
        ("numberWords(count)", "ba"),
        // missing
        ("none.int > 1", ""),
        ("!none.bool", ""),
        ("none.bool && false", "Không"),
        ("false && none.bool", "Không"),
        ("none.bool || true", "Có"),
        ("true || none.bool", "Có"),
        ("none.bool && true", ""),
        ("none.bool || false", ""),
        ("none.bool ? 1 : 2", ""),
        ("none.int == none.int", ""),
        ("has(none.int)", "Không"),
        ("has(mother.document.issuedBy)", "Không"),
        ("has(members) && has(yes)", "Có"),
        ("count in [3, none.int]", "Có"),
        ("count in [4, none.int]", ""),
        ("only(yes, 'a')", "a"),
        ("only(none.bool, 'a')", ""),
        ("int('x')", ""),
        // rows
        ("size(members)", "3"),
        ("members.all(m, m.n > 0)", ""),
        ("members.exists(m, m.n > 1)", "Có"),
        ("members.all(m, m.n > 1)", "Không"),
        ("members.exists_one(m, m.name == 'Bình')", "Có"),
        ("members.filter(m, m.n > 0).map(m, m.name)", "An, An"),
        ("sum(members.filter(m, has(m.n)).map(m, m.n))", "3"),
        ("sum(members.map(m, m.n))", ""),
        ("unique(members.map(m, m.name))", "Không"),
        ("members.all(a, size(members.filter(b, b.name == a.name)) == 1)", "Không"),
        ("members[1].name", "Bình"),
        ("members[7].name", ""),
        // CEL
        ("size('Đỗ')", "2"),
        ("7 / -2 * 10 + 7 % -2", "-29"),
        ("1 < 1.5 && 2.0 == 2", "Có"),
        ("double(count) / 2.0", "1,5"),
        ("[1, 2] + [3] == [1, 2, 3]", "Có"),
        ("matches('xã Bà Điểm', '^xã \\\\w')", "Có"),
    ] {
        let value = eval(text).unwrap_or_else(|e| panic!("{text}: {}", e.code()));
        assert_eq!(&*value.show(), shown, "{text}");
        assert_eq!(value == Val::Missing, shown.is_empty(), "{text}");
    }
}

#[test]
fn what_cannot_be_worked_out_is_an_error() {
    let huge = "members.map(m, [m.n, m.n, m.n, m.n, m.n, m.n, m.n, m.n, m.n, m.n])";
    let nested = "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, \
                  [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, a + b + c + d + e > 0)))))";
    assert!(eval(huge).is_ok());
    for (text, error) in [
        ("1 / (count - 3)", EvalError::DivisionByZero),
        ("9223372036854775807 + count", EvalError::Overflow),
        ("-(-9223372036854775808)", EvalError::Overflow),
        ("addDays(today(), 9223372036854775807)", EvalError::Overflow),
        ("addYears(today(), 400)", EvalError::Overflow),
        ("int(1e22)", EvalError::Overflow),
        (nested, EvalError::Budget),
        // The budget is not for a rule to swallow.
        (&format!("false && {nested} || {nested}"), EvalError::Budget),
    ] {
        assert_eq!(eval(text), Err(error), "{text}");
    }
    // As in CEL: what is decided without it is decided.
    assert_eq!(eval("1 / 0 > 1 || true"), Ok(Val::Bool(true)));
    assert_eq!(eval("[0, 1].exists(x, 1 / x > 0)"), Ok(Val::Bool(true)));
}

/// Those of the specification (§ Syntax, RESERVED); `true`, `false`, `null` and `in` mean something.
#[test]
fn reserved_words_are_no_names() {
    for word in "as break const continue else for function if import let loop package namespace return var void while"
        .split(' ')
    {
        assert_eq!(ast::parse(word).map_err(|e| e.code), Err(ExprErrorCode::Reserved), "{word}");
        assert!(ast::RESERVED.contains(&word));
    }
    assert_eq!(ast::RESERVED.len(), 17 + 4);
}

#[test]
fn an_expression_knows_what_it_depends_on() {
    let def = definition();
    let fields = |text: &str| {
        let expr = Expr::parse(text, &scope(&def), types::ANY).expect(text);
        let ids: Vec<&str> = expr.fields().iter().map(|ix| &*def.fields[ix.0 as usize].id).collect();
        (ids.join(" "), expr.uses_today(), expr.uses_casting())
    };
    assert_eq!(fields("age(mother.birthDate, today()) > count"), ("mother.birthDate count".into(), true, false));
    assert_eq!(fields("members.all(m, m.n > count)"), ("members members.n count".into(), false, false));
    assert_eq!(fields("samePerson('mother', 'applicant')"), (String::new(), false, true));
}

#[test]
fn every_function_is_documented_and_known() {
    for (i, f) in functions::FUNCTIONS.iter().enumerate() {
        assert!(!f.doc.is_empty() && f.signature.contains(f.name), "{}", f.name);
        assert!(!functions::FUNCTIONS[..i].iter().any(|g| g.name == f.name), "{}", f.name);
    }
}

proptest! {
    /// Whatever is written, the answer is an expression or an error within the text; and what was read can be run.
    #[test]
    fn any_expression_is_refused_or_runs(words in prop::collection::vec(prop::sample::select(&[
        "mother.name", "mother.birthDate", "members", "members.all(m, ", "m.n", "count", "none.int", "none.bool", "yes", "home",
        "home.commune", "age(", "today()", "size(", "label(", "child.sex", "has(", "matches(", "'a'", "1", "1.5", "null",
        "true", "[", "]", "(", ")", ",", "+", "-", "*", "/", "%", "==", "<", ">=", "in", "&&", "||", "!", "?", ":", ".", "sum(",
        "only(", "addDays(", "-9223372036854775808", "9223372036854775807",
    ][..]), 0..14)) {
        let def = definition();
        let text = words.join(" ");
        match Expr::parse(&text, &scope(&def), types::ANY) {
            Ok(expr) => { let _ = expr.eval(&def, &answers(&def), None); }
            Err(e) => prop_assert!(e.at <= text.len()),
        }
    }
}
