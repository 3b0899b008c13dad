//! The page: components that show frames and send actions. Holds no simulation state.
