#!/bin/sh
# Runs once, when the server's data folder is new: three databases, each with an owner that migrates it, the login of
# the programs that were there before the graph, and the graph's own role, which owns nothing.
# KEYS names the folder with one password file for each role.

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\set owner_password `cat "$KEYS/voice_ninja_owner"`
\set existing_password `cat "$KEYS/voice_ninja_user"`
\set graph_password `cat "$KEYS/memory_graph"`
create role voice_ninja_owner login password :'owner_password';
create role voice_ninja_user login password :'existing_password';
create role memory_graph login noinherit password :'graph_password';
create database voice_ninja owner voice_ninja_owner;
revoke all on database voice_ninja from public;
grant connect on database voice_ninja to voice_ninja_user, memory_graph;

\set owner_password `cat "$KEYS/bbworlds_nexus_owner"`
\set existing_password `cat "$KEYS/nexus_user"`
\set graph_password `cat "$KEYS/nexus_graph"`
create role bbworlds_nexus_owner login password :'owner_password';
create role nexus_user login password :'existing_password';
create role nexus_graph login noinherit password :'graph_password';
create database bbworlds_nexus owner bbworlds_nexus_owner;
revoke all on database bbworlds_nexus from public;
grant connect on database bbworlds_nexus to nexus_user, nexus_graph;

\set owner_password `cat "$KEYS/bbworlds_world_owner"`
\set existing_password `cat "$KEYS/bbworlds_user"`
\set graph_password `cat "$KEYS/world_graph"`
create role bbworlds_world_owner login password :'owner_password';
create role bbworlds_user login password :'existing_password';
create role world_graph login noinherit password :'graph_password';
create database bbworlds_world owner bbworlds_world_owner;
revoke all on database bbworlds_world from public;
grant connect on database bbworlds_world to bbworlds_user, world_graph;

-- What is nobody's is no way in either.
revoke connect on database postgres, template1 from public;

alter role memory_graph set timezone = 'UTC';
alter role nexus_graph set timezone = 'UTC';
alter role world_graph set timezone = 'UTC';

-- The owners' functions show admins who is connected; without this they would see their own sessions only.
grant pg_read_all_stats to voice_ninja_owner, bbworlds_nexus_owner, bbworlds_world_owner;

-- Only a superuser may install pgvector, so the owner finds it installed.
\connect voice_ninja
create extension vector;
SQL
