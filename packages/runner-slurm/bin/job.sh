#!/bin/sh
# What Slurm runs. Slurm copies this file to the node; the program and its arguments come as they are.
exec "$@"
