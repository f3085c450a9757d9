//! [`Host`] for the real browser.

use super::{late, page::Page};
use crate::{
    address::AddressBook,
    definition::Path,
    ui::{
        host::{Host, HostEvent, LoadError, Task},
        pages::{DataReader, Pages},
    },
};
use js_sys::Uint8Array;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_futures::{JsFuture, spawn_local};

thread_local! {
    /// The administrative units, once fetched: shared by all elements.
    static UNITS: RefCell<Option<Rc<dyn AddressBook>>> = const { RefCell::new(None) };
}

/// What the interface asks of the browser, for one element.
pub struct BrowserHost {
    page: Rc<Page>,
}

impl BrowserHost {
    /// For the element that `page` stands for.
    pub fn new(page: Page) -> Self {
        BrowserHost { page: Rc::new(page) }
    }
}

impl Host for BrowserHost {
    fn load_pages(&self) -> Task<Result<Rc<dyn Pages>, LoadError>> {
        // At the same time as the code; both must be there, so that no page is ever seen without its look
        let look = JsFuture::from(self.page.pages());
        let code = late::open_pages(self.page.clone());
        Box::pin(async move {
            let pages = code.await?;
            look.await.map_err(|_| LoadError::Fetch)?;
            Ok(pages)
        })
    }

    fn load_reader(&self) -> Task<Result<Rc<dyn DataReader>, LoadError>> {
        Box::pin(late::open_reader())
    }

    fn load_units(&self) -> Task<Result<Rc<dyn AddressBook>, LoadError>> {
        if let Some(units) = UNITS.with(|units| units.borrow().clone()) {
            return Box::pin(async { Ok(units) });
        }
        let file = self.page.asset("units.bin");
        // The code and its data at once; whether it came shows below
        spawn_local(async { drop(late::load_address().await) });
        Box::pin(async move {
            let bytes = JsFuture::from(file).await.map_err(|_| LoadError::Fetch)?;
            let units = late::open_units(Uint8Array::new(&bytes).to_vec()).await?;
            UNITS.with(|kept| *kept.borrow_mut() = Some(units.clone()));
            Ok(units)
        })
    }

    fn emit(&self, event: HostEvent<'_>) -> bool {
        match event {
            HostEvent::Change { .. } => self.page.changed(),
            HostEvent::Fill { paths } => return self.page.fill(paths.iter().map(text).collect()),
            HostEvent::Submit { data, dossier, files } => return self.page.submit(data, dossier, files),
            HostEvent::Error { code } => self.page.error(code),
        }
        true
    }

    fn contents(&self) -> String {
        self.page.kept()
    }

    fn download(&self, name: &str, mime: &str, text: &str) {
        self.page.late_text("download", name, mime, text);
    }

    fn print(&self, _page: web_sys::Element) {
        // Inside our root the style sheet shows it alone; the script does the same for the page around us
        self.page.print();
    }
}

fn text(path: &Path) -> String {
    path.as_str().to_owned()
}
