-- What the graph may write of people: the public profile, by the person and by an admin.

-- step: profiles
-- A game server sees profiles and changes none: whoever a person is to others is for that person to say.
create policy graph_updates on users for update to nexus_graph using (
    (select graph.sees_all())
    or (select graph.viewer_role() = 'user') and id = (select graph.viewer_id())
);

-- Neither the address and the login of the account nor its standing; those are not the profile's.
grant update (username, display_name, avatar_url, bio, maturity_rating) on users to nexus_graph;
