namespace Squaremcp.Storage.Import;

/// <summary>Compares what is in the target with the source: rows one by one, audit entries by their chains, secrets by opening them.</summary>
internal sealed class ImportVerification(IInstallationSource source, IInstallationTarget target, ISecretsMove secrets, ImportMeter meter)
{
    private const int CountedAtOnce = 1_000;

    public async Task<ImportReport> RunAsync(CancellationToken cancellationToken)
    {
        var tables = new List<ImportCheck>();
        foreach (var table in MovedTables.All)
        {
            var (here, there) = (await source.CountAsync(table, cancellationToken), await target.CountAsync(table, cancellationToken));
            tables.Add(new(table.Name, here, there, table == MovedTables.Audit ? null : await DifferenceAsync(table, cancellationToken)));
        }

        return new()
        {
            Tables = tables,
            Chains = await new ChainCheck(source, target).RunAsync(done => Count(MovedTables.Audit, done), cancellationToken),
            Secrets = await SecretsAsync(cancellationToken),
        };
    }

    private async Task<string?> DifferenceAsync(MovedTable table, CancellationToken cancellationToken)
    {
        var (from, to) = (new RowStream(source, table), new RowStream(target, table));
        for (var done = 1L; ; done++)
        {
            await from.NextAsync(cancellationToken);
            await to.NextAsync(cancellationToken);
            switch (from.Current, to.Current)
            {
                case (null, null):
                    return null;
                case ({ } missing, null):
                    return $"{missing.Key} is missing";
                case (null, { } added):
                    return $"{added.Key} is not in the source";
                case ({ } here, { } there) when RowKey.Compare(here.Key, there.Key) is var order and not 0:
                    return order < 0 ? $"{here.Key} is missing" : $"{there.Key} is not in the source";
                case ({ } here, { } there) when here.DifferenceTo(there) is { } column:
                    return $"{here.Key} has another {column.Name}";
            }

            Count(table, done);
        }
    }

    private async Task<ImportCheck> SecretsAsync(CancellationToken cancellationToken)
    {
        await secrets.OpenAsync(await VaultRows.KeysAsync(target, cancellationToken), cancellationToken);
        var (rows, opened, problem) = (new RowStream(target, MovedTables.Secrets), 0L, (string?)null);
        while (await rows.NextAsync(cancellationToken))
        {
            if (secrets.Opens(VaultRows.Secret(rows.Current!)))
            {
                opened++;
            }
            else
            {
                problem ??= $"{rows.Current!.Key} does not open";
            }
        }

        return new("secrets opened", await source.CountAsync(MovedTables.Secrets, cancellationToken), opened, problem);
    }

    private void Count(MovedTable table, long done)
    {
        if (done % CountedAtOnce == 0)
        {
            meter.Count(table, done, CountedAtOnce);
        }
    }
}
