//! The dossier behind one `<tro-ly>`, as `www/troly.js` holds it.

use super::{
    host::BrowserHost,
    late::{self, ReadError},
    page::Page,
};
use crate::{
    definition::{Definition, packed},
    dossier::{Action, Dossier, ImportError},
    i18n,
    text::date::PartialDate,
    ui::{self, pages::DataReader, store::Store},
};
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::Element;

/// Takes the texts of a language (`i18n::catalogue` wrote them). To be called before a form is made or shown in it.
#[wasm_bindgen]
pub fn texts(lang: &str, catalogue: String) {
    i18n::load(lang, catalogue);
}

/// One dossier. It outlives the interface that shows it: an element may be taken out of the page and put back.
#[wasm_bindgen]
pub struct Form {
    store: Store,
    lang: String,
    app: Option<ui::AppHandle>,
}

#[wasm_bindgen]
impl Form {
    /// A new dossier for a definition: its JSON, or what was published of it. `today` is YYYY-MM-DD.
    ///
    /// # Errors
    /// A text: the stable code, a space, and where in the definition.
    pub async fn open(page: Page, definition: String, today: String, lang: String) -> Result<Form, JsValue> {
        let definition = read(definition).await.map_err(|problem| JsValue::from_str(&problem))?;
        let today = today.parse::<PartialDate>().ok().and_then(PartialDate::to_day);
        let today = today.ok_or_else(|| JsValue::from_str("today.invalid"))?;
        let store = Store::new(Dossier::new(Rc::new(definition), today), Rc::new(BrowserHost::new(page)));
        Ok(Form { store, lang, app: None })
    }

    /// Shows it in `root`, an element of the shadow root; `form`: the form itself comes first.
    pub fn mount(&mut self, root: Element, form: bool) {
        self.unmount();
        let props = ui::AppProps { store: self.store.clone(), lang: self.lang.clone().into(), form };
        self.app = Some(ui::mount(root, props));
    }

    /// Takes the interface down; the dossier stays.
    pub fn unmount(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
    }

    /// Changes the language.
    #[wasm_bindgen(js_name = setLang)]
    pub fn set_lang(&mut self, lang: &str) {
        lang.clone_into(&mut self.lang);
        if let Some(app) = &mut self.app {
            app.set_lang(lang);
        }
    }

    /// The versioned JSON of the dossier.
    #[wasm_bindgen(js_name = exportDossier)]
    pub fn export_dossier(&self) -> String {
        self.store.dossier().export()
    }

    /// Opens an exported dossier in the place of this one: a promise of the code of what is wrong with it, if anything is
    /// (nothing has changed then).
    #[wasm_bindgen(js_name = openDossier)]
    pub fn open_dossier(&self, json: String) -> Promise {
        let store = self.store.clone();
        let (definition, today) = self.ground();
        self.with_reader(Box::new(move |reader| {
            store.replace(reader.import(definition, today, &json)?);
            Ok(())
        }))
    }

    /// Takes answers that the page has kept of this person: a promise of the code of what is wrong with them, if anything is
    /// (nothing has changed then).
    #[wasm_bindgen(js_name = fillData)]
    pub fn fill_data(&self, json: String) -> Promise {
        let store = self.store.clone();
        let (definition, today) = self.ground();
        self.with_reader(Box::new(move |reader| {
            store.dispatch(reader.given(&definition, today, &json)?);
            Ok(())
        }))
    }

    /// Shows all that is left to do, as handing over does.
    pub fn finish(&self) {
        self.store.dispatch(Action::Finish);
    }

    /// Takes the same definition, published with its texts in more languages, under the same answers. The code of what is
    /// wrong with it, if anything is (nothing has changed then).
    pub fn translate(&self, definition: &str) -> Option<String> {
        match packed::unpack(definition) {
            Some(definition) => (!self.store.translate(Rc::new(definition))).then(|| OTHER.to_owned()),
            None => Some(PACKED.to_owned()),
        }
    }

    /// Starts anew, without anything.
    pub fn reset(&self) {
        let (definition, today) = self.ground();
        self.store.replace(Dossier::new(definition, today));
    }

    /// How far it is: boxes, answered, filled, missing, errors.
    pub fn counts(&self) -> Vec<u32> {
        let dossier = self.store.dossier();
        let coverage = dossier.coverage();
        [coverage.boxes, coverage.answered, coverage.filled, coverage.missing, dossier.errors()]
            .map(|n| n as u32)
            .to_vec()
    }
}

/// What is done with the reader.
type Then = Box<dyn FnOnce(&dyn DataReader) -> Result<(), ImportError>>;

impl Form {
    /// Does something as soon as the reader is there: now, if it is, so that it is done when the caller goes on. A promise
    /// of the code of what is wrong, if anything is.
    fn with_reader(&self, then: Then) -> Promise {
        let run = |reader: &dyn DataReader, then: Then| {
            then(reader).err().map_or(JsValue::UNDEFINED, |error| error.code().into())
        };
        if let Some(reader) = self.store.reader() {
            return Promise::resolve(&run(&*reader, then));
        }
        let loading = self.store.load_reader();
        future_to_promise(async move {
            Ok(match loading.await {
                Ok(reader) => run(&*reader, then),
                Err(error) => error.code().into(),
            })
        })
    }

    fn ground(&self) -> (Rc<Definition>, crate::text::date::Day) {
        let dossier = self.store.dossier();
        (dossier.definition().clone(), dossier.today())
    }
}

const OTHER: &str = "definition.other";
const PACKED: &str = "definition.packed";

/// The definition; or the code of what is wrong with it, and where.
async fn read(text: String) -> Result<Definition, String> {
    let lost = || "wasm.load".to_owned();
    let definition = if packed::is_packed(&text) {
        packed::unpack(&text).ok_or_else(|| PACKED.to_owned())?
    } else {
        late::read_definition(text).await.map_err(|error| match error {
            ReadError::Fetch => lost(),
            ReadError::Invalid(problem) => problem,
        })?
    };
    late::need_identifiers(&definition).await.map_err(|_| lost())?;
    Ok(definition)
}
