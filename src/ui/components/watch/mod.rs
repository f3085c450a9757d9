//! A part of a page that draws itself again when something changes, without the page around it.

use crate::ui::{
    context::Ui,
    store::{Subscription, Topic},
};
use std::rc::Rc;
use yew::{Component, Context, Html, Properties};

/// What to draw, and when.
#[derive(Clone, Properties)]
pub struct WatchProps {
    /// Store and language.
    pub ui: Ui,
    /// What to listen to.
    #[prop_or(Topic::Any)]
    pub topic: Topic,
    /// Draws it.
    pub draw: Rc<dyn Fn(&Ui) -> Html>,
}

impl PartialEq for WatchProps {
    fn eq(&self, _: &Self) -> bool {
        false // a closure is new each time; these parts are small
    }
}

/// See the module.
pub struct Watch {
    _subscription: Subscription,
}

impl Component for Watch {
    type Message = ();
    type Properties = WatchProps;

    fn create(ctx: &Context<Self>) -> Self {
        let props = ctx.props();
        Watch { _subscription: props.ui.store.subscribe(props.topic.clone(), ctx.link().callback(|_| ())) }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        (ctx.props().draw)(&ctx.props().ui)
    }
}
