//! Expressions on any text: refused with a place in the text, or printed, read again and run to an end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::{cell::RefCell, rc::Rc};
use troly::{
    definition::{Definition, FieldIx, parse},
    json::Json,
    rules::{Expr, Scope, ast, types},
    text::date::Day,
    validate::Data,
};

const DEFINITION: &str = r#"{"troly":1,"id":"9","version":"1","title":"x","formName":"x","formNumber":"x","effectiveFrom":"2020-01-01",
 "checkedOn":"2020-01-01","agency":"x","fee":"x","timeLimit":"x","roles":[{"id":"me","name":"x"}],
 "steps":[{"id":"s","title":"x","sections":[{"id":"s","title":"x","fields":[
 {"id":"a","type":"integer","label":"x"},{"id":"d","type":"date","precision":"year","label":"x"},{"id":"s.t","type":"text","label":"x"},
 {"id":"h","type":"address","label":"x"},{"id":"k","type":"identity-document","label":"x"},{"id":"c","type":"sex","label":"x"},
 {"id":"none","type":"yes-no","label":"x"},
 {"id":"g","type":"group","label":"x","fields":[{"id":"n","type":"integer","label":"x"},{"id":"w","type":"text","label":"x"}]}]}]}]}"#;
const ANSWERS: &str = r#"{"a":3,"d":"1990","s":{"t":"Hòa"},"h":{"commune":"26740"},"k":{"kind":"cccd","number":"079190000017"},
 "c":"male","g":[{"n":1},{"n":2,"w":"x"}]}"#;

thread_local! {
    static FIXED: RefCell<Option<Rc<(Definition, Data)>>> = const { RefCell::new(None) };
}

fn fixed() -> Rc<(Definition, Data)> {
    FIXED.with_borrow_mut(|slot| {
        slot.get_or_insert_with(|| {
            let def = parse(DEFINITION).expect("a definition");
            let today = Day::MIN.replace_year(2026).expect("a day");
            let data = Data::read(&def, &Json::parse(ANSWERS).expect("JSON"), today).expect("data");
            Rc::new((def, data))
        })
        .clone()
    })
}

fuzz_target!(|text: &str| {
    match ast::parse(text) {
        Ok(tree) => {
            let printed = ast::print(&tree);
            if printed.len() <= troly::rules::MAX_LENGTH {
                // Brackets that were left out may make it deeper than is allowed; then, and only then, it is refused.
                match ast::parse(&printed) {
                    Ok(again) => assert_eq!(again, tree),
                    Err(e) => assert_eq!(e.code, troly::rules::ExprErrorCode::TooDeep),
                }
            }
        }
        Err(e) => assert!(e.at <= text.len()),
    }
    let fixed = fixed();
    let (def, data) = &*fixed;
    let mut by_id: Vec<FieldIx> = (0..def.fields.len() as u16).map(FieldIx).collect();
    by_id.sort_by_key(|ix| def.fields[ix.0 as usize].id.clone());
    let scope = Scope { fields: &def.fields, by_id: &by_id, roles: &def.roles, row: None };
    match Expr::parse(text, &scope, types::ANY) {
        Ok(expr) => {
            let _ = expr.eval(def, data, None).map(|v| (v.show(), v.to_value()));
        }
        Err(e) => assert!(e.at <= text.len()),
    }
});
