using Squaremcp.Customers;

namespace Squaremcp.Storage.Sqlite;

internal sealed class CustomerIndex(Writer writer, Readers readers) : ICustomerIndex
{
    public Task EnterAsync(CustomerSummary customer, CancellationToken cancellationToken) =>
        writer.WriteAsync(new EnterCustomerItem(customer, cancellationToken));

    public Task<IReadOnlyList<CustomerSummary>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        SearchAsync(new() { After = after, Limit = limit }, cancellationToken);

    public Task<IReadOnlyList<CustomerSummary>> SearchAsync(CustomerQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return readers.ReadAsync<IReadOnlyList<CustomerSummary>>(database => Read(database, query), cancellationToken);
    }

    public Task<IReadOnlyDictionary<Plan, long>> CountAsync(CancellationToken cancellationToken) => readers.ReadAsync<IReadOnlyDictionary<Plan, long>>(Count, cancellationToken);

    private static List<CustomerSummary> Read(Database database, CustomerQuery query)
    {
        var customers = new List<CustomerSummary>();
        using var row = database
            .Prepare("SELECT id, email, name, plan, created_at, suspended_at, suspension FROM customers WHERE id > ?1"
                + (query.Search is null ? " AND ?2 IS NULL" : " AND (instr(lower(id), ?2) > 0 OR instr(lower(email), ?2) > 0 OR instr(lower(name), ?2) > 0)")
                + (query.Plan is null ? " AND ?3 IS NULL" : " AND plan = ?3")
                + (query.Suspended switch { null => "", true => " AND suspended_at IS NOT NULL", false => " AND suspended_at IS NULL" })
                + " ORDER BY id LIMIT ?4")
            .Add(query.After ?? "")
            .Add(query.Search is { } search ? Lower(search) : null)
            .Add(query.Plan is { } plan ? Word(plan) : null)
            .Add(query.Limit);
        while (row.Read())
        {
            customers.Add(new CustomerSummary
            {
                Id = row.Text(0),
                Email = row.Text(1),
                Name = row.Text(2),
                Plan = Enum.Parse<Plan>(row.Text(3), ignoreCase: true),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(4)),
                Suspension = row.IsNull(5) ? null : new() { Since = DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(5)), Reason = row.Text(6) },
            });
        }

        return customers;
    }

    private static Dictionary<Plan, long> Count(Database database)
    {
        var counts = new Dictionary<Plan, long>();
        using var row = database.Prepare("SELECT plan, count(*) FROM customers GROUP BY plan");
        while (row.Read())
        {
            counts[Enum.Parse<Plan>(row.Text(0), ignoreCase: true)] = row.Integer(1);
        }

        return counts;
    }

    internal static string Word(Plan plan) => plan.ToString().ToLowerInvariant();

    /// <summary>As SQLite's <c>lower</c> does it: A to Z, and no other letter.</summary>
    private static string Lower(string text) => string.Concat(text.Select(letter => char.IsAsciiLetterUpper(letter) ? (char)(letter | 0x20) : letter));
}

internal sealed class EnterCustomerItem(CustomerSummary customer, CancellationToken cancellationToken) : WriteItem<bool>(cancellationToken)
{
    private const string Upsert =
        "INSERT INTO customers (id, email, name, plan, created_at, suspended_at, suspension) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
        + "ON CONFLICT (id) DO UPDATE SET email = excluded.email, name = excluded.name, plan = excluded.plan, created_at = excluded.created_at, "
        + "suspended_at = excluded.suspended_at, suspension = excluded.suspension";

    public override bool IsDurable => true;

    protected override bool Do(WriterSession session)
    {
        session.Database.Prepare(Upsert)
            .Add(customer.Id)
            .Add(customer.Email)
            .Add(customer.Name)
            .Add(CustomerIndex.Word(customer.Plan))
            .Add(customer.CreatedAt.ToUnixTimeMilliseconds())
            .Add(customer.Suspension?.Since.ToUnixTimeMilliseconds())
            .Add(customer.Suspension?.Reason)
            .Run();
        return true;
    }
}
