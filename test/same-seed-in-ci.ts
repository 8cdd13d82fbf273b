import fc from "fast-check";

// A landing must not hang on a die: CI repeats one run, everybody else looks further with each.
if (process.env.CI) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20261120 });
