//! Articles: Markdown to a typed tree of prose, figures and claims. Knows scenario names, never the model.
