//! The interface: Yew components that send Actions and draw the dossier's state; they decide nothing.
//!
//! [`mount`] puts [`app::App`] into an element of the shadow root. [`store::Store`] shares the dossier: a key stroke draws
//! one box again, not the form. [`host::Host`] is everything that is asked of the browser beyond drawing.

pub mod app;
pub mod components;
pub mod context;
pub mod dom;
pub mod host;
pub mod pages;
pub mod part;
pub mod show;
pub mod store;
pub mod way;

use context::Ui;
use part::{Part, PartProps, What};
use store::Store;
use yew::AttrValue;

/// What the application needs.
#[derive(Clone)]
pub struct AppProps {
    /// The dossier (and with it the definition and the host).
    pub store: Store,
    /// `vi` or `en`.
    pub lang: AttrValue,
    /// Whether the form itself is shown first.
    pub form: bool,
}

/// A mounted interface.
pub struct AppHandle {
    handle: yew::AppHandle<Part>,
    props: AppProps,
}

fn props(app: &AppProps) -> PartProps {
    PartProps { ui: Ui { store: app.store.clone(), lang: app.lang.clone() }, what: What::App(app.form) }
}

/// Mounts the interface on an element (a `<div>` in the shadow root, whose style sheet is adopted by the caller).
///
/// A panic hook, if one is wanted, must have been set by `yew::set_custom_panic_hook` before.
pub fn mount(root: web_sys::Element, app: AppProps) -> AppHandle {
    let handle = yew::Renderer::<Part>::with_root_and_props(root, props(&app)).render();
    AppHandle { handle, props: app }
}

impl AppHandle {
    /// Changes the language; nothing that was typed is lost.
    pub fn set_lang(&mut self, lang: &str) {
        self.props.lang = AttrValue::from(lang.to_owned());
        self.handle.update(props(&self.props));
    }

    /// The dossier.
    pub fn store(&self) -> &Store {
        &self.props.store
    }

    /// Takes the interface down.
    pub fn destroy(self) {
        self.handle.destroy();
    }
}
