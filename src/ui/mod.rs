//! The interface: Yew components that send Actions and draw the dossier's state; they decide nothing.

pub mod host;
pub mod store;

use store::Store;
use yew::{AttrValue, Component, Context, Html, Properties, html};

/// What the application needs.
#[derive(Clone, PartialEq, Properties)]
pub struct AppProps {
    /// The dossier (and with it the definition and the host).
    pub store: Store,
    /// `vi` or `en`.
    pub lang: AttrValue,
}

/// The whole interface of one element.
pub struct App;

impl Component for App {
    type Message = ();
    type Properties = AppProps;

    fn create(_ctx: &Context<Self>) -> Self {
        App
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        html! { <div></div> }
    }
}

/// A mounted interface.
pub struct AppHandle {
    handle: yew::AppHandle<App>,
    props: AppProps,
}

/// Mounts the interface on an element (a `<div>` in the shadow root, whose style sheet is adopted by the caller).
///
/// A panic hook, if one is wanted, must have been set by `yew::set_custom_panic_hook` before.
pub fn mount(root: web_sys::Element, props: AppProps) -> AppHandle {
    let handle = yew::Renderer::<App>::with_root_and_props(root, props.clone()).render();
    AppHandle { handle, props }
}

impl AppHandle {
    /// Changes the language; nothing that was typed is lost.
    pub fn set_lang(&mut self, lang: &str) {
        self.props.lang = AttrValue::from(lang.to_owned());
        self.handle.update(self.props.clone());
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
