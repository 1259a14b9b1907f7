-- users: who may read which columns of them, and the mends of their names and logins.

-- step: row_security
-- Profiles are public, their private columns are not: both are said here and nowhere else.
alter table users enable row level security;

-- Without force the owner of the table would pass every policy.
alter table users force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on users to current_user using (true) with check (true);

-- The programs that log in as nexus_user go on as before until lockdown.
call graph.admit_existing_login('users', 'nexus_user');

-- So do all others that hold a privilege now.
call graph.admit_other_programs('users');

-- Everyone sees everyone: a world is made of people. What is private is withheld by column.
create policy graph_reads on users for select to nexus_graph using (true);

-- A column that is added later stays closed until it is named here.
grant select (
    id, username, display_name, avatar_url, bio, maturity_rating, account_status, created_at, last_login
) on users to nexus_graph;

-- step: private_profiles
-- The columns email, oauth_provider and oauth_id are not granted; this returns them to the person and to admins.
create or replace function graph.private_profiles(ids uuid[])
    returns table (id uuid, email text, "oauthProvider" text)
    language sql stable security definer rows 1 set search_path = ''
    as $$
        select users.id, users.email::text, users.oauth_provider::text
        from public.users
        where users.id = any (ids)
            and (graph.viewer_role() = 'user' and users.id = graph.viewer_id() or graph.sees_all())
    $$;

-- A function may be called by everyone unless that is taken back.
revoke execute on function graph.private_profiles(uuid[]) from public;

-- The graph asks it for its callers.
grant execute on function graph.private_profiles(uuid[]) to nexus_graph;

-- step: email_is_private
-- refuses: private columns of users that the graph's role may read by a grant to PUBLIC or of the whole table
select format('users.%s: revoke select on users from %s', name, holder)
from unnest(array['email', 'oauth_provider', 'oauth_id']) name
cross join unnest(array['public', 'nexus_graph']) holder
where case
    when holder = 'public' then has_column_privilege(holder, 'users', name, 'select')
    else has_table_privilege(holder, 'users', 'select') and not has_table_privilege('public', 'users', 'select')
end;

-- What is private stays private, whatever was granted by hand before.
revoke select (email, oauth_provider, oauth_id) on users from nexus_graph;

-- step: newest (concurrent)
-- Lists of people are paged, newest first.
create index concurrently if not exists idx_users_newest on users
    ((case when created_at is null then '-infinity'::timestamp else created_at end) desc, id desc);

-- step: one_spelling_of_username (concurrent)
-- refuses: usernames that differ in capitals only
select string_agg(format('%s is user %s', username, id), ', ' order by username, id)
from users
group by lower(username)
having count(*) > 1;

-- 'ANN' beside 'ann' is how one person passes for another.
create unique index concurrently if not exists idx_users_username_lower on users (lower(username));

-- step: without_username (concurrent)
-- The unique constraint on username keeps the very same index already.
drop index concurrently if exists idx_users_username;

-- step: without_email (concurrent)
-- The unique constraint on email keeps the very same index already.
drop index concurrently if exists idx_users_email;

-- step: one_account_per_login (concurrent)
-- refuses: accounts that share one OAuth login
select format('%s %s: users %s', oauth_provider, oauth_id, string_agg(id::text, ', ' order by id))
from users
where oauth_provider is not null and oauth_id is not null
group by oauth_provider, oauth_id
having count(*) > 1;

-- Two accounts for one login let whoever came second sign in as the first.
create unique index concurrently if not exists idx_users_oauth_login on users (oauth_provider, oauth_id)
    where oauth_provider is not null and oauth_id is not null;

-- The unique one serves its look-ups.
drop index concurrently if exists idx_users_oauth;

-- step: status_is_known (concurrent)
-- refuses: users of an unknown account status
select format('user %s: account status %s', id, account_status)
from users
where account_status not in ('active', 'suspended', 'banned', 'deleted');

-- A run that was cut off may have left it unvalidated.
alter table users drop constraint if exists account_status_is_known;

-- A misspelt 'suspnded' suspends nobody.
alter table users add constraint account_status_is_known
    check (account_status in ('active', 'suspended', 'banned', 'deleted')) not valid;

-- The old rows are checked while others read and write.
alter table users validate constraint account_status_is_known;

-- step: statistics (concurrent)
-- The expressions above are estimated blindly until they are sampled.
analyze users;
