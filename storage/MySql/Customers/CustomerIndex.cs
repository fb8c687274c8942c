using Squaremcp.Customers;

namespace Squaremcp.Storage.MySql;

internal sealed class CustomerIndex(Writer writer, Readers readers) : ICustomerIndex
{
    public Task EnterAsync(CustomerSummary customer, CancellationToken cancellationToken) => writer.WriteAsync(
        customer: null,
        session => session.Prepare("Customers/Enter")
            .Add("id", customer.Id).Add("email", customer.Email).Add("name", customer.Name).Add("plan", Word(customer.Plan)).Add("created_at", customer.CreatedAt)
            .Add("suspended_at", customer.Suspension?.Since).Add("suspension", customer.Suspension?.Reason)
            .RunAsync(),
        cancellationToken);

    public Task<IReadOnlyList<CustomerSummary>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        SearchAsync(new() { After = after, Limit = limit }, cancellationToken);

    public async Task<IReadOnlyList<CustomerSummary>> SearchAsync(CustomerQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return await readers.ReadAsync(
            session => session.Prepare("Customers/Search")
                .AddId("after", query.After ?? "").Add("search", query.Search).Add("plan", query.Plan is { } plan ? Word(plan) : null)
                .Add("suspended", query.Suspended is { } suspended ? suspended ? 1 : 0 : (long?)null).Add("limit", query.Limit)
                .AllAsync(Read),
            cancellationToken);
    }

    public async Task<IReadOnlyDictionary<Plan, long>> CountAsync(CancellationToken cancellationToken)
    {
        var counts = await readers.ReadAsync(session => session.Prepare("Customers/CountByPlan").AllAsync(row => (Plan: PlanOf(row.Text(0)), Count: row.Integer(1))), cancellationToken);
        return counts.ToDictionary(count => count.Plan, count => count.Count);
    }

    private static CustomerSummary Read(Row row) => new()
    {
        Id = row.Text(0),
        Email = row.Text(1),
        Name = row.Text(2),
        Plan = PlanOf(row.Text(3)),
        CreatedAt = row.Time(4),
        Suspension = row.TimeOrNull(5) is { } since ? new() { Since = since, Reason = row.Text(6) } : null,
    };

    private static string Word(Plan plan) => plan.ToString().ToLowerInvariant();

    private static Plan PlanOf(string word) => Enum.Parse<Plan>(word, ignoreCase: true);
}
