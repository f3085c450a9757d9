//! What a person does to a dossier, step by step.

mod common;

use common::{add_card, cast, day, dossier, file, procedure, short};
use troly::{
    definition::{Path, Severity},
    dossier::{Action, AnswerState, Dossier, ImportError, Notice, PeopleAction},
    prefill::{EmptyReason, OriginSource},
    record::read_id_card,
    value::Value,
};

const MOTHER: &str = "001193045678||Nguyễn Thị Thu Hà|25071993|Nữ|12 Nguyễn Huệ, Sài Gòn, TP. Hồ Chí Minh|20082025||||";
const FATHER: &str =
    "079090012346|023456781|Trần Minh Quân|12031990|Nam|12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh|20052021";
/// Lives in a ward that was split between two communes with no rule for its people.
const SPLIT: &str =
    "079090012354||Đỗ Quang Huy|02021990|Nam|7 Phó Đức Chính, Nguyễn Thái Bình, Quận 1, TP. Hồ Chí Minh|20052021";

fn path(id: &str) -> Path {
    Path::field(id)
}

fn value(dossier: &Dossier, id: &str) -> Option<String> {
    dossier.answer(&path(id)).and_then(|a| a.value.as_ref()).map(short)
}

fn state(dossier: &Dossier, id: &str) -> AnswerState {
    dossier.answer(&path(id)).expect("a box of the form").state
}

fn edit(dossier: &mut Dossier, id: &str, text: &str) {
    dossier.reduce(Action::Edit { path: path(id), value: Value::text(text) });
}

#[test]
fn what_was_typed_stands_and_the_card_is_offered_beside_it() {
    let mut d = dossier("1.001193", "2026-11-22");
    edit(&mut d, "mother.name", "NGUYỄN THU HÀ");
    let mother = add_card(&mut d, MOTHER);
    cast(&mut d, "mother", &mother);
    let answer = d.answer(&path("mother.name")).expect("a box");
    assert_eq!(answer.state, AnswerState::Edited);
    assert_eq!(value(&d, "mother.name").as_deref(), Some("NGUYỄN THU HÀ"));
    assert_eq!(answer.proposals.len(), 1, "the card's name is beside it");
    d.reduce(Action::Accept { path: path("mother.name"), index: 0 });
    assert_eq!(value(&d, "mother.name").as_deref(), Some("NGUYỄN THỊ THU HÀ"));
    assert_eq!(state(&d, "mother.name"), AnswerState::Confirmed);
    assert!(matches!(
        d.answer(&path("mother.name")).and_then(|a| a.origin.as_ref()).map(|o| &o.source),
        Some(OriginSource::Record { .. })
    ));
}

#[test]
fn a_filling_can_be_taken_back_and_stays_back() {
    let mut d = dossier("1.001193", "2026-11-22");
    let mother = add_card(&mut d, MOTHER);
    cast(&mut d, "mother", &mother);
    d.reduce(Action::Undo1(path("mother.birthDate")));
    let father = add_card(&mut d, FATHER);
    cast(&mut d, "father", &father);
    let answer = d.answer(&path("mother.birthDate")).expect("a box");
    assert_eq!((answer.value.as_ref(), answer.empty), (None, Some(EmptyReason::Undone)));
    d.reduce(Action::Refill(path("mother.birthDate")));
    assert_eq!(value(&d, "mother.birthDate").as_deref(), Some("1993-07-25"));
}

#[test]
fn a_split_commune_is_asked_about_once_and_remembered() {
    let mut d = dossier("1.001193", "2026-11-22");
    let huy = add_card(&mut d, SPLIT);
    cast(&mut d, "father", &huy);
    let answer = d.answer(&path("father.residence")).expect("a box").clone();
    assert_eq!((answer.value.as_ref(), answer.empty), (None, Some(EmptyReason::Choose)));
    assert!(answer.proposals.len() >= 2 && answer.proposals.iter().all(|p| p.unofficial));
    assert_eq!(value(&d, "agency"), None, "the agency is not guessed either");
    d.reduce(Action::Accept { path: path("father.residence"), index: 1 });
    let chosen = short(&answer.proposals[1].value);
    assert_eq!(value(&d, "father.residence"), Some(chosen.clone()));
    let agency = value(&d, "agency").expect("the agency follows from the choice");
    let commune = chosen.split(", ").nth(1).expect("a commune").to_lowercase();
    assert!(agency.to_lowercase().contains(&commune), "{agency} / {commune}");
    // The same man as applicant: not asked again.
    cast(&mut d, "applicant", &huy);
    assert_eq!(value(&d, "applicant.residence"), Some(chosen));
}

#[test]
fn the_applicant_is_the_mother_without_any_card() {
    let mut d = dossier("1.001193", "2026-11-22");
    d.reduce(PeopleAction::SamePerson { role: "applicant".into(), as_role: "mother".into() }.into());
    edit(&mut d, "mother.name", "NGUYỄN THỊ THU HÀ");
    assert_eq!(value(&d, "applicant.name").as_deref(), Some("NGUYỄN THỊ THU HÀ"));
    assert_eq!(state(&d, "applicant.name"), AnswerState::Locked);
    assert_eq!(value(&d, "applicant.relation").as_deref(), Some("mother"));
    d.reduce(Action::Unlock(path("applicant.name")));
    edit(&mut d, "mother.name", "NGUYỄN THỊ HÀ");
    assert_eq!(value(&d, "applicant.name").as_deref(), Some("NGUYỄN THỊ THU HÀ"), "unlocked, it is the person's own");
}

#[test]
fn two_papers_of_one_man_give_the_newest_and_show_the_other() {
    let mut d = dossier("1.001193", "2026-11-22");
    let man = add_card(&mut d, FATHER);
    let newer = "079090012346||Trần Minh Quân|12031990|Nam|Số 5 Lê Lợi, Phường Huế, Thành phố Huế|20052024||||";
    assert_eq!(add_card(&mut d, newer), man, "one number, one person");
    cast(&mut d, "father", &man);
    let answer = d.answer(&path("father.document")).expect("a box");
    assert!(matches!(&answer.value, Some(Value::Document(doc)) if doc.issued_on.is_some_and(|d| d.year() == 2024)));
}

#[test]
fn the_same_paper_twice_is_said() {
    let mut d = dossier("1.001193", "2026-11-22");
    add_card(&mut d, MOTHER);
    let again = d.reduce(PeopleAction::AddRecord(read_id_card(MOTHER).expect("a card")).into());
    assert_eq!(again.notices, [Notice::RecordKnown]);
    assert_eq!(d.records().len(), 1);
}

#[test]
fn the_wrong_person_is_caught() {
    let mut d = dossier("1.001193", "2026-11-22");
    let man = add_card(&mut d, FATHER);
    let codes = |d: &Dossier| d.casting_findings().iter().map(|f| f.code.to_string()).collect::<Vec<_>>();
    cast(&mut d, "mother", &man);
    assert_eq!(codes(&d), ["casting.sex"]);
    cast(&mut d, "father", &man);
    assert_eq!(codes(&d), ["casting.sex", "casting.same-person"]);
    assert!(d.blocked());
    // A grown woman as the child of a younger man.
    let woman =
        add_card(&mut d, "001168045670||Phạm Thị Lan|08111968|Nữ|12 Nguyễn Huệ, Sài Gòn, TP. Hồ Chí Minh|20082025||||");
    d.reduce(PeopleAction::Cast { role: "mother".into(), person: None }.into());
    cast(&mut d, "child", &woman);
    assert_eq!(codes(&d), ["casting.older"]);
}

#[test]
fn findings_are_silent_until_the_box_is_left() {
    let mut d = dossier("1.001193", "2026-11-22");
    edit(&mut d, "child.name", "TRẦN 4N");
    assert!(d.view(&path("child.name")).findings.is_empty());
    assert!(!d.findings().is_empty());
    d.reduce(Action::Leave(path("child.name")));
    assert!(!d.view(&path("child.name")).findings.is_empty());
    edit(&mut d, "child.name", "TRẦN MINH AN");
    assert!(d.view(&path("child.name")).findings.is_empty(), "gone as soon as it is solved");
}

#[test]
fn late_registration_is_a_warning_with_its_law() {
    let mut d = dossier("1.001193", "2026-11-22");
    d.reduce(Action::Edit { path: path("child.birthDate"), value: "2026-08-01".parse().ok().map(Value::Date) });
    let late = d.findings().into_iter().find(|f| &*f.code == "R1").expect("R1");
    assert_eq!(late.severity, Severity::Warning);
    assert!(late.law.iter().any(|l| l.contains("Hộ tịch")), "{:?}", late.law);
    assert_eq!(
        value(&d, "child.birthDateWords").as_deref(),
        Some("ngày mùng một, tháng tám, năm hai nghìn không trăm hai mươi sáu")
    );
    assert_eq!(state(&d, "child.birthDateWords"), AnswerState::Computed);
}

#[test]
fn undo_and_redo() {
    let mut d = dossier("1.001193", "2026-11-22");
    for text in ["T", "Tr", "Trần"] {
        edit(&mut d, "child.name", text);
    }
    edit(&mut d, "child.birthPlace", "Bệnh viện Từ Dũ");
    d.reduce(Action::Undo);
    assert_eq!(value(&d, "child.birthPlace"), None);
    d.reduce(Action::Undo);
    assert_eq!(value(&d, "child.name"), None, "one box's typing is one step");
    assert_eq!(d.history(), (false, true));
    assert_eq!(d.reduce(Action::Undo).notices, [Notice::NothingToUndo]);
    d.reduce(Action::Redo);
    assert_eq!(value(&d, "child.name").as_deref(), Some("Trần"));
}

#[test]
fn members_cast_are_rows() {
    let mut d = dossier("1.004194", "2026-11-22");
    let one = add_card(&mut d, MOTHER);
    let two = add_card(&mut d, FATHER);
    cast(&mut d, "members", &one);
    cast(&mut d, "members", &two);
    assert_eq!(d.rows("members").len(), 2);
    let cell = Path::cell("members", &d.rows("members")[1].clone(), "name");
    assert_eq!(d.answer(&cell).and_then(|a| a.value.as_ref()).map(short).as_deref(), Some("TRẦN MINH QUÂN"));
    d.reduce(Action::RemoveRow { group: "members".into(), row: d.rows("members")[0].clone() });
    assert_eq!((d.rows("members").len(), d.cast("members").len()), (1, 1));
    d.reduce(Action::AddRow("members".into()));
    let typed = d.rows("members")[1].clone();
    d.reduce(Action::Edit { path: Path::cell("members", &typed, "name"), value: Value::text("Lê Văn Tám") });
    assert!(d.data().contains("Lê Văn Tám"), "{}", d.data());
}

#[test]
fn what_cannot_be_opened_says_why_and_where() {
    let definition = procedure("1.001193");
    let today = day("2026-11-22");
    let open = |json: &str| Dossier::import(definition.clone(), today, json).err();
    assert_eq!(open("not json"), Some(ImportError::NotADossier));
    assert_eq!(open("{}"), Some(ImportError::NotADossier));
    assert_eq!(open(r#"{"troly-dossier": 3, "anything": "new"}"#), Some(ImportError::Newer { found: 3 }));
    let other = r#"{"troly-dossier": 1, "definition": {"id": "1.004194", "version": "1"}}"#;
    assert_eq!(open(other), Some(ImportError::OtherProcedure { found: "1.004194".into() }));
    let damaged = r#"{"troly-dossier": 1, "definition": {"id": "1.001193", "version": "VERSION"}, "answers": {"child.name": {"value": 5, "state": "edited"}}}"#;
    let damaged = damaged.replace("VERSION", &definition.version);
    assert_eq!(open(&damaged), Some(ImportError::Damaged { pointer: "/answers/child.name".into() }));
}

#[test]
fn bare_data_is_opened_as_if_typed_and_a_slip_is_found() {
    let definition = procedure("1.001193");
    let today = day("2026-11-22");
    let d = Dossier::from_data(definition.clone(), today, r#"{"child": {"name": "Trần Minh An"}}"#)
        .map_err(|e| e.code())
        .expect("data");
    assert_eq!(value(&d, "child.name").as_deref(), Some("Trần Minh An"));
    let slip = Dossier::from_data(definition, today, r#"{"child": {"nmae": "Trần Minh An"}}"#).err();
    assert_eq!(slip, Some(ImportError::Damaged { pointer: "/child/nmae".into() }));
}

/// What the page has kept: it counts as typed, leaves alone what was typed here, and goes with one step back.
#[test]
fn data_that_the_page_gives_fill_what_is_open() {
    let definition = procedure("1.004194");
    let today = day("2026-11-22");
    let mut d = Dossier::new(definition.clone(), today);
    d.reduce(Action::AddRow("members".into()));
    let row = d.rows("members")[0].clone();
    let name = Path::cell("members", &row, "name");
    d.reduce(Action::Edit { path: name.clone(), value: Value::text("NGUYỄN VĂN AN") });
    let data = r#"{"members": [{"name": "ĐÃ GÕ", "citizenId": "07919000001"}, {"name": "TRẦN THỊ BÍCH"}]}"#;
    let given = Dossier::given(&definition, today, data).map_err(|e| e.code()).expect("data of this form");
    let outcome = d.reduce(PeopleAction::Give(given.clone()).into());
    assert_eq!(d.rows("members").len(), 2);
    assert_eq!(value(&d, name.as_str()).as_deref(), Some("NGUYỄN VĂN AN"), "typed here");
    let number = Path::cell("members", &row, "citizenId");
    assert_eq!(state(&d, number.as_str()), AnswerState::Edited);
    assert!(outcome.paths.contains(&number));
    assert!(d.findings_shown(&number).any(|f| f.severity == Severity::Error), "wrong, and said so");
    d.reduce(Action::Undo);
    assert_eq!((d.rows("members").len(), value(&d, number.as_str())), (1, None));
    for (slip, wanted) in [
        (r#"{"members": [{"nmae": "x"}]}"#, ImportError::Damaged { pointer: "/members/0/nmae".into() }),
        ("[]", ImportError::NotADossier),
        (r#"{"members": "x"}"#, ImportError::Damaged { pointer: "/members".into() }),
    ] {
        assert_eq!(Dossier::given(&definition, today, slip).err(), Some(wanted), "{slip}");
    }
}

/// Two people typed into rows, without papers: nothing of the one goes into the row of the other.
#[test]
fn rows_do_not_copy_from_one_another() {
    let mut d = dossier("1.004194", "2026-11-22");
    for _ in 0..2 {
        d.reduce(Action::AddRow("members".into()));
    }
    let rows = d.rows("members").to_vec();
    let cell = |row: usize, column: &str| Path::cell("members", &rows[row], column);
    d.reduce(Action::Edit { path: cell(0, "name"), value: Value::text("NGUYỄN VĂN AN") });
    d.reduce(Action::Edit { path: cell(0, "citizenId"), value: Value::text("079190000017") });
    for column in ["name", "citizenId", "birthDate"] {
        assert_eq!(d.answer(&cell(1, column)).and_then(|a| a.value.as_ref()), None, "{column}");
    }
    assert!(!d.findings().iter().any(|f| &*f.code == "R22"), "a row without a number repeats none");
}

/// What is typed where the person is asked may be something else than what the papers call so.
#[test]
fn a_box_that_asks_says_nothing_about_others() {
    let json = file("tests/fixtures/definitions/all-types.json")
        .replace(
            r#""fill": "applicant.person.name""#,
            r#""fill": {"from": ["applicant.person.name"], "policy": "ask"}"#,
        )
        .replace(r#""id": "text","#, r#""id": "text", "fill": "applicant.person.name","#);
    let definition = troly::definition::parse(&json).expect("a definition");
    let mut d = Dossier::new(std::rc::Rc::new(definition), day("2026-11-22"));
    d.reduce(Action::Edit { path: Path::field("name"), value: Value::text("TRẦN THỊ BÌNH") });
    assert_eq!(d.answer(&Path::field("text")).and_then(|a| a.value.as_ref()), None);
    d.reduce(Action::Edit { path: Path::field("name"), value: None });
    d.reduce(Action::Edit { path: Path::field("text"), value: Value::text("Lê Văn Cường") });
    let offered = &d.answer(&Path::field("name")).expect("a box").proposals;
    assert_eq!(
        offered.iter().map(|o| short(&o.value)).collect::<Vec<_>>(),
        ["LÊ VĂN CƯỜNG"],
        "but it is offered what others say"
    );
}
