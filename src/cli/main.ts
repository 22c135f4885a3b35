#!/usr/bin/env node
// The command `nebuly`.
export {};
