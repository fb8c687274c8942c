namespace Squaremcp.Frontend.Callers;

internal sealed class ApiKeyCallers : ICallers
{
    public ValueTask<Authentication> AuthenticateAsync(HttpContext request, string via) => new(new Authentication.Missing());
}
