-- Models and codecs: what the numbers of a vector mean. Vectors of two models, or codes of two codecs, do not compare.

-- step: models
-- The names of the models that embed, so that a memory names its own in two bytes.
create table if not exists graph.embedding_models (
    id smallint generated always as identity primary key,
    name text not null unique check (length(name) between 1 and 200)
);

-- The names are nobody's secret, and yet no table here is open to whoever is no caller.
alter table graph.embedding_models enable row level security;

-- Without force the owner of the table would pass every policy.
alter table graph.embedding_models force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on graph.embedding_models to current_user using (true) with check (true);

-- A search asks which model a tenant's vectors are of.
create policy graph_reads on graph.embedding_models for select to memory_graph using ((select graph.signed_in()));

-- A column that is added later stays closed until it is named here.
grant select (id, name) on graph.embedding_models to memory_graph;

-- A model is entered by its first vector. There is room for some thirty thousand, which people are not to fill.
create policy graph_inserts on graph.embedding_models for insert to memory_graph with check (
    (select graph.viewer_role()) in ('service', 'admin')
);

-- Its number is the table's own to give.
grant insert (name) on graph.embedding_models to memory_graph;

-- step: codecs
-- How the vectors of a model are made smaller. A codec never changes, or the memories that name it could not be read.
create table if not exists graph.codecs (
    id integer generated always as identity primary key,
    model_id smallint not null references graph.embedding_models,
    created_at timestamptz not null default now(),
    training_size integer not null check (training_size > 0),
    recall_important real not null,
    recall_background real not null,
    recall_background_in_hundred real not null,
    recall_merged real not null,
    bytes bytea not null
);

-- The numbers of a codec do not shrink, and trying costs time.
alter table graph.codecs alter column bytes set storage external;

-- A codec is made of everybody's vectors: who is no caller sees none.
alter table graph.codecs enable row level security;

-- Without force the owner of the table would pass every policy.
alter table graph.codecs force row level security;

-- Whoever migrates goes on seeing every row, and trains.
create policy migrating_owner on graph.codecs to current_user using (true) with check (true);

-- A search decodes what its caller may see.
create policy graph_reads on graph.codecs for select to memory_graph using ((select graph.signed_in()));

-- A column that is added later stays closed until it is named here.
grant select (
    id, model_id, created_at, training_size, recall_important, recall_background, recall_background_in_hundred,
    recall_merged, bytes
) on graph.codecs to memory_graph;
