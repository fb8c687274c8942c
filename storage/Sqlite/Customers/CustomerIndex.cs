using Squaremcp.Customers;

namespace Squaremcp.Storage.Sqlite;

internal sealed class CustomerIndex(Writer writer, Readers readers) : ICustomerIndex
{
    public Task EnterAsync(CustomerSummary customer, CancellationToken cancellationToken) =>
        writer.WriteAsync(new EnterCustomerItem(customer, cancellationToken));

    public Task<IReadOnlyList<CustomerSummary>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return readers.ReadAsync<IReadOnlyList<CustomerSummary>>(database => Read(database, after, limit), cancellationToken);
    }

    private static List<CustomerSummary> Read(Database database, string? after, int limit)
    {
        var customers = new List<CustomerSummary>();
        using var row = database
            .Prepare("SELECT id, email, name, plan, created_at FROM customers WHERE id > ?1 ORDER BY id LIMIT ?2")
            .Add(after ?? "")
            .Add(limit);
        while (row.Read())
        {
            customers.Add(new CustomerSummary
            {
                Id = row.Text(0),
                Email = row.Text(1),
                Name = row.Text(2),
                Plan = Enum.Parse<Plan>(row.Text(3), ignoreCase: true),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(4)),
            });
        }

        return customers;
    }
}

internal sealed class EnterCustomerItem(CustomerSummary customer, CancellationToken cancellationToken) : WriteItem<bool>(cancellationToken)
{
    private const string Upsert =
        "INSERT INTO customers (id, email, name, plan, created_at) VALUES (?1, ?2, ?3, ?4, ?5) "
        + "ON CONFLICT (id) DO UPDATE SET email = excluded.email, name = excluded.name, plan = excluded.plan, created_at = excluded.created_at";

    public override bool IsDurable => true;

    protected override bool Do(WriterSession session)
    {
        session.Database.Prepare(Upsert)
            .Add(customer.Id)
            .Add(customer.Email)
            .Add(customer.Name)
            .Add(customer.Plan.ToString().ToLowerInvariant())
            .Add(customer.CreatedAt.ToUnixTimeMilliseconds())
            .Run();
        return true;
    }
}
