"""Pure calculations: frozen values in, frozen values out; no clock, no database."""
