-- What the graph may write of assets: people their own, a game server and an admin everyone's.

-- step: assets
-- Whose asset it is decides; a service of some companions only reads.
create policy graph_inserts on assets for insert to world_graph with check (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'user') and creator_id = (select graph.viewer_id())
);
create policy graph_updates on assets for update to world_graph using (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'user') and creator_id = (select graph.viewer_id())
);
create policy graph_deletes on assets for delete to world_graph using (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'user') and creator_id = (select graph.viewer_id())
);

-- Which asset it is and whose never changes; the moment it was added is the database's to state.
grant insert (creator_id, asset_name, asset_type, file_url, thumbnail_url, license_type, metadata),
    update (asset_name, asset_type, file_url, thumbnail_url, license_type, metadata), delete
    on assets to world_graph;
