-- What the graph adds of its own lives in the schema graph, so that the owner's schema keeps only what the owner made.

-- step: schema
-- The graph's role reaches the owner's tables and the graph's own functions, and nothing else.
grant usage on schema public, graph to world_graph;

-- The graph shows its operators which mends are applied and which are pending.
grant select on graph.migrations to world_graph;

-- step: viewer
-- An unset identity is anonymous: forgetting to set it can only hide rows.
create or replace function graph.viewer_role() returns text
    language sql stable parallel safe
    return coalesce(nullif(current_setting('app.role', true), ''), 'anonymous');

-- A setting that ended with its transaction reads as '' and not as null, so both count as nobody.
create or replace function graph.viewer_id() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.user_id', true), '')::uuid;

-- The companions a service may act for.
create or replace function graph.viewer_companions() returns text[]
    language sql stable parallel safe
    return array(select jsonb_array_elements_text(nullif(current_setting('app.companions', true), '')::jsonb));

-- Everyone whose token was verified.
create or replace function graph.signed_in() returns boolean
    language sql stable parallel safe
    return graph.viewer_role() in ('user', 'service', 'admin');

-- An admin reads every row.
create or replace function graph.sees_all() returns boolean
    language sql stable parallel safe
    return graph.viewer_role() = 'admin';

-- A service for all companions is a game server.
create or replace function graph.game_server() returns boolean
    language sql stable parallel safe
    return graph.viewer_role() = 'service' and '*' = any (graph.viewer_companions());

-- step: other_programs
-- Forced row security hides every row from whom no policy names, so all who hold a privilege when the database is
-- adopted get a policy that lets them go on; call it again for a program that is granted a privilege later.
create or replace procedure graph.admit_other_programs(relation regclass)
    language plpgsql as $$
declare
    program record;
begin
    for program in
        with held as (
            select relowner as holder from pg_class where pg_class.oid = relation
            union
            select acl.grantee from pg_class, aclexplode(relacl) acl where pg_class.oid = relation
            union
            select acl.grantee from pg_attribute, aclexplode(attacl) acl where attrelid = relation
            union
            -- Members of these two read or write every table without holding a privilege on any.
            select roleid
            from pg_auth_members
            where roleid in ('pg_read_all_data'::regrole, 'pg_write_all_data'::regrole)
        )
        select
            case when holder = 0 then 'public' else quote_ident(pg_get_userbyid(holder)) end as name,
            case holder
                when relowner then 'table_owner'
                when 0 then 'other_programs_public'
                else left('other_programs_' || pg_get_userbyid(holder), 63)
            end as policy,
            -- What is granted to everyone must not open the rows to a role of the graph, this database's or another's.
            case holder
                when 0 then $everyone$current_user::text <> all ('{memory_graph,nexus_graph,world_graph}')$everyone$
                else 'true'
            end as condition
        from held
        join pg_class on pg_class.oid = relation
        where holder <> 'world_graph'::regrole
            and not exists (select from pg_policy where polrelid = relation and holder = any (polroles))
    loop
        execute format(
            'create policy %I on %s to %s using (%s) with check (%4$s)',
            program.policy, relation, program.name, program.condition
        );
    end loop;
end $$;

-- A login that holds nothing on a table yet (a fresh database) gets what the owner's programs need of it.
create or replace procedure graph.admit_existing_login(relation regclass, login regrole)
    language plpgsql as $$
declare
    sequence regclass;
begin
    if not has_any_column_privilege(login, relation, 'select, insert, update, references')
        and not has_table_privilege(login, relation, 'delete, truncate, trigger') then
        execute format('grant select, insert, update, delete on %s to %s', relation, login);
        for sequence in
            select objid from pg_depend
            where refobjid = relation and deptype in ('a', 'i') and classid = 'pg_class'::regclass
                and exists (select from pg_class where oid = objid and relkind = 'S')
        loop
            execute format('grant usage on sequence %s to %s', sequence, login);
        end loop;
    end if;
    execute format('create policy existing_login on %s to %s using (true) with check (true)', relation, login);
end $$;

-- Only who migrates may admit.
revoke execute on all procedures in schema graph from public;

-- step: activity
-- pg_stat_activity shows a plain role nothing of other logins, so it is read with the owner's right, for admins only.
create or replace function graph.database_activity()
    returns table (
        database text, "user" text, application_name text, client_address text,
        state text, pid integer, query text, query_start timestamptz
    )
    language sql stable security definer set search_path = ''
    as $$
        select
            datname::text, usename::text, activity.application_name, pg_catalog.host(client_addr),
            activity.state, activity.pid, activity.query, activity.query_start
        from pg_catalog.pg_stat_activity activity
        where datname = pg_catalog.current_database() and graph.sees_all()
    $$;

-- step: grants
-- A function may be called by everyone unless that is taken back.
revoke execute on all functions in schema graph from public;

-- The policies below call these for the graph's role.
grant execute on all functions in schema graph to world_graph;
