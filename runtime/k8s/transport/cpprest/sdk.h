#pragma once

// Every file that needs cpprestsdk includes it through this one: without the switch it defines a macro named U, which breaks
// templates with a parameter of that name in whatever is included after it.
#define _TURN_OFF_PLATFORM_STRING
#include <cpprest/http_client.h>
#include <pplx/threadpool.h>
