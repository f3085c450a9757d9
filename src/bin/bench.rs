//! The core alone in wasm, for `cargo xtask bench`: what the released module does between an event and the drawing, without
//! the drawing. Built with the feature `bench` only; it is in no release.

#[cfg(target_arch = "wasm32")]
mod core {
    use std::rc::Rc;
    use troly::{
        address::{Subject, Units},
        definition::{self, Definition, Path, packed},
        dossier::{Action, Dossier},
        text::date::PartialDate,
        validate,
        value::Value,
    };
    use wasm_bindgen::prelude::*;

    /// A dossier; each method does its work `times` times.
    #[wasm_bindgen]
    pub struct Core {
        definition: Rc<Definition>,
        dossier: Dossier,
        json: String,
    }

    #[wasm_bindgen]
    impl Core {
        /// Of a definition and an exported dossier, both JSON.
        #[wasm_bindgen(constructor)]
        pub fn new(definition: &str, dossier: &str, today: &str) -> Result<Core, JsValue> {
            let definition = Rc::new(definition::parse(definition).map_err(|_| "definition")?);
            let today = today.parse::<PartialDate>().ok().and_then(PartialDate::to_day).ok_or("today")?;
            let opened = Dossier::import(definition.clone(), today, dossier).map_err(|error| error.code())?;
            Ok(Core { definition, dossier: opened, json: dossier.to_owned() })
        }

        /// Of a published definition and bare data, as a portal has both.
        #[wasm_bindgen(js_name = ofData)]
        pub fn of_data(packed: &str, data: &str, today: &str) -> Result<Core, JsValue> {
            let definition = Rc::new(packed::unpack(packed).ok_or("definition")?);
            let today = today.parse::<PartialDate>().ok().and_then(PartialDate::to_day).ok_or("today")?;
            let dossier = Dossier::from_data(definition.clone(), today, data).map_err(|error| error.code())?;
            Ok(Core { definition, dossier, json: packed.to_owned() })
        }

        /// Opens the form: reads the published definition, makes an empty dossier. Gives the number of its findings.
        pub fn start(&self, times: u32) -> usize {
            let one = |_| packed::unpack(&self.json).map(|d| Dossier::new(Rc::new(d), self.dossier.today()));
            (0..times).filter_map(one).map(|dossier| dossier.findings().len()).sum()
        }

        /// One key more or less in a box: the answer, and all that follows from it. Gives the errors left each time.
        pub fn key(&mut self, times: u32, path: &str, less: &str, more: &str) -> usize {
            let mut one = |i: u32| {
                let value = Value::text(if i % 2 == 0 { more } else { less });
                self.dossier.reduce(Action::Edit { path: Path::field(path), value });
                self.dossier.errors()
            };
            (0..times).map(&mut one).sum()
        }

        /// The administrative units, so that addresses are filled.
        pub fn units(&mut self, bytes: Vec<u8>) {
            if let Ok(units) = Units::from_bytes(bytes) {
                self.dossier.reduce(Action::UnitsLoaded(Rc::new(units)));
            }
        }

        /// All checks over all answers. Gives the number of findings.
        pub fn check(&self, times: u32) -> usize {
            (0..times).map(|_| validate::check(&self.definition, &self.dossier).len()).sum()
        }

        /// One letter more or less in the first name.
        pub fn edit(&mut self, times: u32) -> usize {
            let one = |i: u32| {
                let value = Some(Value::Text(["Lê An", "Lê Anh"][i as usize % 2].into()));
                self.dossier.reduce(Action::Edit { path: Path::field("s1.name"), value }).paths.len()
            };
            (0..times).map(one).sum()
        }

        /// Opens the dossier again.
        pub fn open(&self, times: u32) -> usize {
            let one = |_| Dossier::import(self.definition.clone(), self.dossier.today(), &self.json);
            (0..times).map(one).filter(Result::is_ok).count()
        }

        /// Writes it.
        pub fn export(&self, times: u32) -> usize {
            (0..times).map(|_| self.dossier.export().len()).sum()
        }
    }

    /// The converter of addresses.
    #[wasm_bindgen]
    pub struct Addresses(Units);

    #[wasm_bindgen]
    impl Addresses {
        /// Of the units file.
        #[wasm_bindgen(constructor)]
        pub fn new(bytes: Vec<u8>) -> Result<Addresses, JsValue> {
            Units::from_bytes(bytes).map(Addresses).map_err(|error| error.code().into())
        }

        /// A full conversion. Gives the number of communes that it may be.
        pub fn convert(&self, text: &str) -> usize {
            self.0.convert(text, Subject::People).candidates.len()
        }
    }
}

fn main() {}
