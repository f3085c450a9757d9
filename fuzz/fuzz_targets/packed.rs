//! Published definitions, damaged: refused, or a form that can be made, answered and checked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::{cell::OnceCell, rc::Rc};
use troly::{
    definition::{
        parse,
        packed::{pack, unpack},
    },
    dossier::{Action, Dossier},
    text::date::Day,
    value::Value,
};

thread_local! {
    static WHOLE: OnceCell<String> = const { OnceCell::new() };
}

// The input says where an official definition is damaged, and how: texts of their own would hardly ever have the right
// version and as many strings as they name.
fuzz_target!(|damage: Vec<(u16, u8)>| {
    let text = WHOLE.with(|whole| {
        whole
            .get_or_init(|| {
                let json = include_str!("../../procedures/1.004194.json");
                pack(&parse(json).expect("an official definition"), false)
            })
            .clone()
    });
    let body = text.find("\"body\":\"").expect("a body") + 8;
    let mut bytes = text.into_bytes();
    let length = bytes.len() - body - 2;
    for (at, put) in damage {
        // The digits of the format: from `(` to `h` without the backslash
        let digit = b'(' + put % 64;
        bytes[body + usize::from(at) % length] = if digit >= b'\\' { digit + 1 } else { digit };
    }
    let Some(definition) = String::from_utf8(bytes).ok().and_then(|text| unpack(&text)) else { return };
    let mut dossier = Dossier::new(Rc::new(definition), Day::MIN.replace_year(2026).expect("a day"));
    let paths: Vec<_> = dossier.answers().map(|(path, _)| path.clone()).take(20).collect();
    for path in paths {
        dossier.reduce(Action::Edit { path, value: Some(Value::Text("079190000017".into())) });
    }
    dossier.reduce(Action::Finish);
    let _ = (dossier.findings().len(), dossier.export());
});
